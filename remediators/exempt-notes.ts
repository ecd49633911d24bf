import type { Violation } from '../contract/violation.ts';
import type { Exempted } from '../exemptions/apply-exemptions.ts';
import { describeExempted } from '../exemptions/describe-exemption.ts';
import { intersectPorts, mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { ruleKey } from '../resources/rule-identity.ts';

/**
 * Pure. What is told of the exempt parts beside a mend of these violations: those that are left as they are, and those that end all the
 * same, because a rule of configmend that they are not exempt from asks for it.
 */
export function exemptNotes(exempt: readonly Exempted[], violations: readonly Violation[]): string[] {
  const left = exempt.filter(({ violation }) => fateOf(violation, violations).isLeft);
  const ended = exempt.filter(({ violation }) => fateOf(violation, violations).isEnded);
  return [
    ...describeExempted(left).map((line) => `Left as it is where ${line}`),
    ...describeExempted(ended).map((line) => `Ended, because another rule asks for it, where ${line}`),
  ];
}

/** Both where a part of it ends. */
function fateOf(exempt: Violation, violations: readonly Violation[]): { isLeft: boolean; isEnded: boolean } {
  if (exempt.kind !== 'exposed-ports') return { isLeft: true, isEnded: false };
  const key = ruleKey(exempt.rule);
  if (violations.some((one) => one.kind === 'unwanted-rule' && ruleKey(one.rule) === key)) {
    return { isLeft: false, isEnded: true };
  }
  const asked = violations.flatMap((one) =>
    one.kind === 'exposed-ports' && ruleKey(one.rule) === key && one.protocol === exempt.protocol ? one.ports : [],
  );
  const ports = mergePorts(exempt.ports);
  const isEnded = intersectPorts(ports, asked).length > 0;
  return { isLeft: !isEnded || ports.some((range) => subtractPorts(range, asked).length > 0), isEnded };
}
