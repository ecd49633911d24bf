import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, Violation } from '../contract/violation.ts';
import { describePorts, describeRule } from '../exposure/describe-rule.ts';
import { mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { portsOf } from '../exposure/rule-ports.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';

/** A rule that has to go, and the narrower rules that keep what was not in violation. */
export interface RuleCut {
  readonly rule: GroupRule;
  /** Ascending; same protocol, source and description as the rule. */
  readonly pieces: readonly GroupRule[];
  /** A sentence, where more has to go than is in violation. */
  readonly note: string | null;
}

/**
 * What the violations ask to be cut out of the live rules, in canonical order. All violations of one rule are cut at once; those
 * whose rule is no longer there, exactly as it was, ask for nothing.
 */
export function ruleCuts(rules: readonly GroupRule[], violations: readonly Violation[]): RuleCut[] {
  const exposures = new Map<string, ExposedPorts[]>();
  for (const violation of violations) {
    if (violation.kind !== 'exposed-ports') continue;
    const key = ruleKey(violation.rule);
    exposures.set(key, [...(exposures.get(key) ?? []), violation]);
  }
  const cuts: RuleCut[] = [];
  for (const rule of rules.toSorted(compareRules)) {
    const cut = cutRule(rule, exposures.get(ruleKey(rule)) ?? []);
    if (cut !== null) cuts.push(cut);
  }
  return cuts;
}

function cutRule(rule: GroupRule, exposures: readonly ExposedPorts[]): RuleCut | null {
  if (exposures.some(({ protocol }) => protocol === '-1')) return { rule, pieces: [], note: null };
  if (rule.protocol === '-1') return exposures.length === 0 ? null : cutAllTraffic(rule, exposures);
  const concerned = exposures.filter(({ protocol }) => protocol === rule.protocol);
  if (concerned.length === 0) return null;
  if (rule.protocol !== 'tcp' && rule.protocol !== 'udp') return { rule, pieces: [], note: null };
  const range = portsOf(rule);
  const left = subtractPorts(
    range,
    concerned.flatMap(({ ports }) => ports),
  );
  if (left.length === 1 && left[0]?.from === range.from && left[0].to === range.to) return null;
  return { rule, pieces: left.map(({ from, to }) => ({ ...rule, fromPort: from, toPort: to })), note: null };
}

function cutAllTraffic(rule: GroupRule, exposures: readonly ExposedPorts[]): RuleCut {
  const protocols = [...new Set(exposures.map(({ protocol }) => protocol))].sort();
  const excluded = protocols.map((protocol) => {
    const ports = exposures.filter((exposure) => exposure.protocol === protocol).flatMap(({ ports }) => ports);
    return `${protocol} ${describePorts(mergePorts(ports))}`;
  });
  const note =
    `${describeRule(rule)} is revoked whole: all traffic cannot be narrowed to all but ${excluded.join(' and ')}, ` +
    'so whatever else it allowed ends with it.';
  return { rule, pieces: [], note };
}
