import * as v from 'valibot';
import type { Severity } from '../../contract/instruction.ts';
import { code, said, type Span, words } from '../draft.ts';
import { ruleNamed } from '../rule-words.ts';
import type { EmailLine } from './email-layout.ts';

/** The parameters that the rules of the deployment are given, by rule: `{"<rule>": {"<parameter>": "<value>"}}`. */
export const GivenParameters = v.record(v.string(), v.record(v.string(), v.string()));
export type GivenParameters = v.InferOutput<typeof GivenParameters>;

/** Pure. What each of these rules calls a violation, and what it goes by: the parameters that it is given, and the defaults of the others. */
export function baselineLines(
  names: readonly string[],
  severity: Severity | null,
  given: GivenParameters,
): readonly EmailLine[] {
  return names.flatMap((name) => ruleLines(name, severity, given));
}

function ruleLines(name: string, severity: Severity | null, given: GivenParameters): EmailLine[] {
  const rule = ruleNamed(name);
  const pair = (label: string, value: readonly Span[]): EmailLine => ({ kind: 'pair', label, value });
  if (rule === undefined) {
    return [
      pair('Rule', [code(name)]),
      pair('Demands', [words('what AWS Config has of it: it is none of configmend’s rules')]),
    ];
  }
  const grade = severity ?? rule.severity;
  const own = Object.hasOwn(given, rule.id) ? given[rule.id] : undefined;
  const parameters = Object.entries(rule.parameters).map(([parameter, { summary, default: usual }]): EmailLine => {
    const value = own !== undefined && Object.hasOwn(own, parameter) ? own[parameter] : undefined;
    return {
      kind: 'item',
      mark: '  - ',
      spans: [
        words(`${parameter} = `),
        said(shown(value ?? usual)),
        words(value === undefined ? ' (unless given otherwise): ' : ': '),
        words(summary),
      ],
    };
  });
  return [
    pair('Rule', [code(rule.id), words(` (${grade})`)]),
    pair('Violated if', [words(rule.summary)]),
    pair('Demands', [
      words(parameters.length === 0 ? 'just that: it has no parameters' : 'that, by these parameters:'),
    ]),
    ...parameters,
  ];
}

/** A list can be broken over lines. */
function shown(value: string): string {
  return value === '' ? '(empty)' : value.replaceAll(/,(?=\S)/g, ', ');
}
