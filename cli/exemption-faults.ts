import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Exemption } from '../contract/exemption.ts';
import { dayMs } from '../exemptions/in-force.ts';
import { ruleOf } from '../rules/registry.ts';

export interface ExemptionFault {
  /** Position in the list, from 0. */
  readonly index: number;
  readonly id?: string;
  readonly message: string;
}

/** Pure. All that is wrong with each entry: for the stack's variable as well as for what reads the lists. */
export function exemptionFaults(
  entries: readonly unknown[],
  maxDays: number,
): { readonly valid: readonly Exemption[]; readonly faults: readonly ExemptionFault[] } {
  const valid: Exemption[] = [];
  const faults: ExemptionFault[] = [];
  const ids = new Set<string>();
  for (const [index, given] of entries.entries()) {
    const parsed = v.safeParse(Exemption, withoutNulls(given));
    const messages = parsed.success
      ? faultsOf(parsed.output, maxDays, ids)
      : parsed.issues.map((issue) => explainIssues([issue]).replace('the message', 'it'));
    const id = idOf(given);
    faults.push(...messages.map((message) => ({ index, ...(id === undefined ? {} : { id }), message })));
    if (!parsed.success) continue;
    ids.add(parsed.output.id);
    if (messages.length === 0) valid.push(parsed.output);
  }
  return { valid, faults };
}

function faultsOf({ id, rule, created, expires }: Exemption, maxDays: number, ids: ReadonlySet<string>): string[] {
  const days = (Date.parse(expires) - Date.parse(created)) / dayMs;
  return [
    ...(ruleOf(rule) === undefined ? [`rule: there is no rule ${rule}: see configmend rules`] : []),
    ...(ids.has(id) ? ['id: there is another of this id'] : []),
    ...(days > maxDays ? [`expires: it may last ${maxDays} days at most, and would last ${Math.ceil(days)}`] : []),
  ];
}

/** As Terraform writes what was not given. */
function withoutNulls(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

function idOf(given: unknown): string | undefined {
  const named = v.safeParse(v.looseObject({ id: v.string() }), given);
  return named.success ? named.output.id.slice(0, 80) : undefined;
}
