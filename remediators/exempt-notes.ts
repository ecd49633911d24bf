import type { ExposedPorts, Violation } from '../contract/violation.ts';
import type { Exempted } from '../exemptions/apply-exemptions.ts';
import { describeExempted } from '../exemptions/describe-exemption.ts';
import { intersectPorts, mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { ruleKey } from '../resources/rule-identity.ts';
import { exposuresByRule } from './kept-open.ts';

/**
 * Pure. What is told of the exempt parts beside a mend of these violations: those that are left as they are, and those that end all the
 * same, because a rule of configmend that they are not exempt from asks for it.
 */
export function exemptNotes(exempt: readonly Exempted[], violations: readonly Violation[]): string[] {
  const asked = exposuresByRule(violations);
  const unwanted = new Set(violations.flatMap((one) => (one.kind === 'unwanted-rule' ? ruleKey(one.rule) : [])));
  const fates = exempt.map((one) => ({ one, ...fateOf(one.violation, asked, unwanted) }));
  const left = fates.flatMap(({ one, isLeft }) => (isLeft ? one : []));
  const ended = fates.flatMap(({ one, isEnded }) => (isEnded ? one : []));
  return [
    ...describeExempted(left).map((line) => `Left as it is where ${line}`),
    ...describeExempted(ended).map((line) => `Ended, because another rule asks for it, where ${line}`),
  ];
}

/** Both where a part of it ends. `exposures` and `unwanted` are what is asked for, by the key of the rule. */
function fateOf(
  exempt: Violation,
  exposures: ReadonlyMap<string, readonly ExposedPorts[]>,
  unwanted: ReadonlySet<string>,
): { isLeft: boolean; isEnded: boolean } {
  if (exempt.kind !== 'exposed-ports') return { isLeft: true, isEnded: false };
  const key = ruleKey(exempt.rule);
  if (unwanted.has(key)) return { isLeft: false, isEnded: true };
  const asked = (exposures.get(key) ?? []).flatMap((one) => (one.protocol === exempt.protocol ? one.ports : []));
  const ports = mergePorts(exempt.ports);
  const isEnded = intersectPorts(ports, asked).length > 0;
  return { isLeft: !isEnded || ports.some((range) => subtractPorts(range, asked).length > 0), isEnded };
}
