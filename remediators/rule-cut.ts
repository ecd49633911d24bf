import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, Violation } from '../contract/violation.ts';
import { describePorts, describeRule, describeTraffics } from '../exposure/describe-rule.ts';
import { allPorts, mergePorts, subtractPorts } from '../exposure/port-ranges.ts';
import { portProtocols, portsOf } from '../exposure/rule-ports.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';
import { exposuresByRule, keptOpen, sparedOf } from './kept-open.ts';

/** A rule that has to go, and the narrower rules that keep what was not in violation. */
export interface RuleCut {
  readonly rule: GroupRule;
  /** Same source and description as the rule, and the same protocol unless that is all traffic; by protocol, ascending. */
  readonly pieces: readonly GroupRule[];
  /** What of the pieces is exempt: they may not be given up, or the rule has to stay. */
  readonly kept: readonly GroupRule[];
  /** A sentence, where more has to go than is in violation. */
  readonly note: string | null;
  /** Why no such rule may be there at all, in words; null where only ports of it are in violation. */
  readonly unwanted: string | null;
}

/**
 * What the violations ask to be cut out of the live rules, in canonical order. All violations of one rule are cut at once; those
 * whose rule is no longer there, exactly as it was, ask for nothing. A rule that is unwanted goes whole, and is not left of
 * another one either. What is `exempt` of a rule is left of it, unless a violation asks for the same.
 */
export function ruleCuts(
  rules: readonly GroupRule[],
  violations: readonly Violation[],
  exempt: readonly Violation[],
): RuleCut[] {
  const exposures = exposuresByRule(violations);
  const spared = sparedOf(exempt);
  const unwanted = new Map<string, string>();
  for (const violation of violations) {
    if (violation.kind === 'unwanted-rule') unwanted.set(ruleKey(violation.rule), violation.reason);
  }
  const cuts: RuleCut[] = [];
  for (const rule of rules.toSorted(compareRules)) {
    const reason = unwanted.get(ruleKey(rule));
    if (reason !== undefined) cuts.push({ ...wholeOf(rule), unwanted: reason });
    else {
      const cut = cutRule(rule, exposures.get(ruleKey(rule)) ?? [], spared(rule));
      if (cut === null) continue;
      const wanted = (some: readonly GroupRule[]): GroupRule[] => some.filter((one) => !unwanted.has(ruleKey(one)));
      cuts.push({ ...cut, pieces: wanted(cut.pieces), kept: wanted(cut.kept) });
    }
  }
  return cuts;
}

function wholeOf(rule: GroupRule): RuleCut {
  return { rule, pieces: [], kept: [], note: null, unwanted: null };
}

function cutRule(rule: GroupRule, exposures: readonly ExposedPorts[], spared: readonly ExposedPorts[]): RuleCut | null {
  if (exposures.some(({ protocol }) => protocol === '-1')) return wholeOf(rule);
  const kept = keptOpen(rule, exposures, spared);
  if (rule.protocol === '-1') {
    return exposures.length === 0 ? null : { ...cutAllTraffic(rule, exposures, spared, kept), kept };
  }
  const concerned = exposures.filter(({ protocol }) => protocol === rule.protocol);
  if (concerned.length === 0) return null;
  if (rule.protocol !== 'tcp' && rule.protocol !== 'udp') return wholeOf(rule);
  const range = portsOf(rule);
  const left = subtractPorts(range, portsIn(concerned));
  if (left.some(({ from, to }) => from === range.from && to === range.to)) return null;
  return { ...wholeOf(rule), kept, pieces: left.map(({ from, to }) => ({ ...rule, fromPort: from, toPort: to })) };
}

/**
 * Narrowed where any of the violations, or of what is exempt, says that what is legal can be listed; it is then no more than that list.
 * Else to what is exempt of it, if anything is.
 */
function cutAllTraffic(
  rule: GroupRule,
  exposures: readonly ExposedPorts[],
  spared: readonly ExposedPorts[],
  kept: readonly GroupRule[],
): RuleCut {
  const lists = [...exposures, ...spared].flatMap(({ legalPortless }) =>
    legalPortless === undefined ? [] : [legalPortless],
  );
  if (lists.length === 0) {
    return { ...wholeOf(rule), pieces: kept, note: noteOfWhole(rule, exposures, kept) };
  }
  const pieces = [
    ...portProtocols.flatMap((protocol) =>
      subtractPorts(allPorts, portsIn(exposures.filter((exposure) => exposure.protocol === protocol))).map(
        ({ from, to }) => ({ ...rule, protocol, fromPort: from, toPort: to }),
      ),
    ),
    // All types and codes (EC2 API, IpPermission).
    ...[...new Set(lists.flat())].sort().map((protocol) => ({ ...rule, protocol, fromPort: -1, toPort: -1 })),
  ];
  const note =
    `${describeRule(rule)} is narrowed to ${describeTraffics(pieces)}: whatever other protocol it allowed (ESP, GRE, …) ` +
    'ends with it, because a group has no room to list them all.';
  return { ...wholeOf(rule), pieces, note: pieces.length === 0 ? noteOfWhole(rule, exposures, []) : note };
}

function noteOfWhole(rule: GroupRule, exposures: readonly ExposedPorts[], kept: readonly GroupRule[]): string {
  const protocols = [...new Set(exposures.map(({ protocol }) => protocol))].sort();
  const excluded = protocols.map((protocol) => {
    const ports = portsIn(exposures.filter((exposure) => exposure.protocol === protocol));
    return `${protocol} ${describePorts(mergePorts(ports))}`;
  });
  const how = kept.length === 0 ? 'revoked whole' : `narrowed to ${describeTraffics(kept)}, which is exempt`;
  return (
    `${describeRule(rule)} is ${how}: all traffic cannot be narrowed to all but ${excluded.join(' and ')}, ` +
    'so whatever else it allowed ends with it.'
  );
}

function portsIn(exposures: readonly ExposedPorts[]): ExposedPorts['ports'] {
  return exposures.flatMap(({ ports }) => ports);
}
