import { Severity } from '../contract/instruction.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import type { DraftBlock, DraftField, Span } from './draft.ts';
import { bold, code, words } from './draft.ts';

/** More than two reasons are not read on a phone. */
const mostRisks = 2;

/** The rule of that id, or of the Config rule of that name: its id with the deployment's prefix before it. */
export function ruleNamed(name: string): RegisteredRule | undefined {
  return rules
    .filter(({ id }) => name === id || name.endsWith(`-${id}`))
    .toSorted((one, other) => other.id.length - one.id.length)[0];
}

/** Why it matters, a sentence for each of the worst rules; nothing where none of them is ours. */
export function riskBlocks(names: readonly string[]): DraftBlock[] {
  const known = [...new Set(names.flatMap((name) => ruleNamed(name) ?? []))]
    .toSorted((one, other) => badness(one) - badness(other))
    .slice(0, mostRisks);
  return known.length === 0 ? [] : [whyBlock(known.map(({ risk }) => risk).join(' '))];
}

/** `sentence` is our own. */
export function whyBlock(sentence: string): DraftBlock {
  return { kind: 'line', spans: [bold('Why it matters:'), words(` ${sentence}`)] };
}

export function ruleField(names: readonly string[], severity: Severity | null): DraftField {
  const label = names.length === 1 ? 'Rule' : 'Rules';
  return { label: severity === null ? label : `${label} (${severity})`, value: ruleSpans(names, '\n'), reported: true };
}

/** The names of rules side by side. */
export function ruleSpans(names: readonly string[], separator = ', '): Span[] {
  return names.flatMap((name, index) => (index === 0 ? [code(name)] : [words(separator), code(name)]));
}

function badness({ severity }: RegisteredRule): number {
  return Severity.options.indexOf(severity);
}
