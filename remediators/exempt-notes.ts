import type { Violation } from '../contract/violation.ts';
import type { Exempted } from '../exemptions/apply-exemptions.ts';
import { describeExempted } from '../exemptions/describe-exemption.ts';
import { intersectPorts, mergePorts } from '../exposure/port-ranges.ts';
import { ruleKey } from '../resources/rule-identity.ts';

/**
 * Pure. What is told of the exempt parts beside a mend of these violations: those that are left as they are, and those that end all the
 * same, because a rule of configmend that they are not exempt from asks for it.
 */
export function exemptNotes(exempt: readonly Exempted[], violations: readonly Violation[]): string[] {
  const left = exempt.filter(({ violation }) => endedBy(violation, violations) !== 'all');
  const ended = exempt.filter(({ violation }) => endedBy(violation, violations) !== 'none');
  return [
    ...describeExempted(left).map((line) => `Left as it is where ${line}`),
    ...describeExempted(ended).map((line) => `Ended, because another rule asks for it, where ${line}`),
  ];
}

function endedBy(exempt: Violation, violations: readonly Violation[]): 'all' | 'some' | 'none' {
  if (exempt.kind !== 'exposed-ports') return 'none';
  const key = ruleKey(exempt.rule);
  if (violations.some((one) => one.kind === 'unwanted-rule' && ruleKey(one.rule) === key)) return 'all';
  const asked = violations.flatMap((one) =>
    one.kind === 'exposed-ports' && ruleKey(one.rule) === key && one.protocol === exempt.protocol ? one.ports : [],
  );
  const ended = intersectPorts(mergePorts(exempt.ports), asked);
  if (ended.length === 0) return 'none';
  return countOf(ended) === countOf(mergePorts(exempt.ports)) ? 'all' : 'some';
}

function countOf(ranges: readonly { readonly from: number; readonly to: number }[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
