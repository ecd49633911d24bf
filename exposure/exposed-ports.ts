import type { Context } from '../contract/context.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, PortRange, Undecided } from '../contract/violation.ts';
import { compareRules } from '../resources/rule-identity.ts';
import { greater } from './address-space.ts';
import { describeIpv4Audience, describeIpv6Audience } from './audience.ts';
import {
  type Judgement,
  type KeyedReach,
  type MostAddresses,
  type PortSource,
  type PortSources,
  portSources,
} from './offending-sources.ts';
import { type ExposureQuestion, type ReachingRule, rulesThatReach } from './reaching-rules.ts';
import { carries, type PortProtocol, portProtocols } from './rule-ports.ts';
import type { SourceReach } from './source-reach.ts';

/**
 * Effective exposure. For each protocol and port asked for, the addresses of the internet in the union of all sources whose
 * rules open that port, the families apart, against the most that may reach it. Answers every rule that has to give way, with
 * exactly the ports at which it has to, in canonical order; and `undecided` for each prefix list that opens such a port but
 * cannot be read. The order of the rules makes no difference.
 */
export function exposedPorts(
  rules: readonly GroupRule[],
  question: ExposureQuestion,
  prefixLists: Context['prefixLists'],
): (ExposedPorts | Undecided)[] {
  const { exposed, undecided } = exposures(rules, question, prefixLists);
  return [...exposed.map(({ violation }) => violation), ...undecided];
}

/** One violation, with whom the source of its rule admits. */
export interface Exposure {
  readonly violation: ExposedPorts;
  readonly reach: SourceReach;
}

/** The same, each violation with what is known of its source. */
export function exposures(
  rules: readonly GroupRule[],
  question: ExposureQuestion,
  prefixLists: Context['prefixLists'],
): { exposed: Exposure[]; undecided: Undecided[] } {
  const { reaching, undecided } = rulesThatReach(rules, question, prefixLists);
  if (isWithinBounds(reaching, question.mostAddresses)) return { exposed: [], undecided };
  const port = portSources(sourcesOf(reaching), question.mostAddresses);
  const candidates = port.sources.flatMap(candidatesOf);
  const exposed = portProtocols.flatMap((protocol) =>
    exposedOf(
      protocol,
      candidates.filter(({ rule }) => carries(rule, protocol)),
      question.ports[protocol],
      port,
    ),
  );
  exposed.sort((a, b) => compareRules(a.violation.rule, b.violation.rule));
  return { exposed, undecided };
}

/** Most groups end here: counted with all overlaps, and over all ports at once, they still stay within the limits. */
function isWithinBounds(reaching: readonly ReachingRule[], most: MostAddresses): boolean {
  let ipv4 = 0;
  let ipv6 = 0n;
  for (const { reach } of reaching) {
    ipv4 += reach.ipv4Addresses;
    ipv6 += reach.ipv6Addresses;
  }
  return ipv4 <= most.ipv4 && ipv6 <= most.ipv6;
}

/** A source with all rules that admit it. */
interface RuledSource extends KeyedReach {
  readonly rules: readonly ReachingRule[];
}

/** A rule with its source. */
interface Candidate extends ReachingRule {
  readonly source: PortSource<RuledSource>;
}

function candidatesOf(source: PortSource<RuledSource>): Candidate[] {
  return source.given.rules.map(({ rule, range, key, reach }) => ({ rule, range, key, reach, source }));
}

function sourcesOf(reaching: readonly ReachingRule[]): RuledSource[] {
  const sources = new Map<string, { key: string; reach: SourceReach; allTraffic: boolean; rules: ReachingRule[] }>();
  for (const one of reaching) {
    const { key, reach, rule } = one;
    const source = sources.get(key) ?? { key, reach, allTraffic: false, rules: [] };
    sources.set(key, source);
    source.rules.push(one);
    source.allTraffic ||= rule.protocol === '-1';
  }
  return [...sources.values()];
}

/** What was found of one rule so far: its ports, and the widest audience of any of them. */
interface Finding {
  readonly ports: { from: number; to: number }[];
  ipv4: number;
  ipv6: bigint;
}

/** Goes through the ports in ascending order; `port` has no source open before and after. */
function exposedOf(
  protocol: PortProtocol,
  candidates: readonly Candidate[],
  ports: readonly PortRange[],
  port: PortSources<RuledSource>,
): Exposure[] {
  const opening = candidates.toSorted((a, b) => a.range.from - b.range.from);
  const closing = candidates.toSorted((a, b) => a.range.to - b.range.to);
  const open = new Set<Candidate>();
  const found = new Map<Candidate, Finding>();
  let opened = 0;
  let closed = 0;
  for (const interval of elementaryIntervals(ports, candidates)) {
    for (let next = opening[opened]; next !== undefined && next.range.from <= interval.from; next = opening[++opened]) {
      open.add(next);
      port.open(next.source);
    }
    for (let next = closing[closed]; next !== undefined && next.range.to < interval.from; next = closing[++closed]) {
      open.delete(next);
      port.close(next.source);
    }
    const judgement = port.judge();
    for (const candidate of open) {
      if (judgement.offending.has(candidate.source)) addFinding(found, candidate, interval, judgement);
    }
  }
  for (const { source } of open) port.close(source);
  return Array.from(found, ([{ rule, reach }, finding]) => ({
    violation: {
      kind: 'exposed-ports',
      rule,
      protocol,
      ports: finding.ports,
      reachedBy: describeReachedBy({ rule, reach }, finding),
    },
    reach,
  }));
}

/** Cuts the ranges wherever a rule begins or ends, so that within one piece the same rules apply to every port. */
function elementaryIntervals(ranges: readonly PortRange[], candidates: readonly Candidate[]): PortRange[] {
  const edges: number[] = [];
  for (const { range } of candidates) edges.push(range.from, range.to + 1);
  edges.sort((a, b) => a - b);
  const intervals: PortRange[] = [];
  let at = 0;
  for (const range of ranges) {
    let { from } = range;
    for (let edge = edges[at]; edge !== undefined && edge <= range.to; edge = edges[++at]) {
      if (edge <= from) continue;
      intervals.push({ from, to: edge - 1 });
      from = edge;
    }
    intervals.push({ from, to: range.to });
  }
  return intervals;
}

function addFinding(
  found: Map<Candidate, Finding>,
  candidate: Candidate,
  { from, to }: PortRange,
  { ipv4Over, ipv6Over }: Judgement<RuledSource>,
): void {
  let finding = found.get(candidate);
  if (finding === undefined) {
    finding = { ports: [], ipv4: 0, ipv6: 0n };
    found.set(candidate, finding);
  }
  const last = finding.ports.at(-1);
  if (last?.to === from - 1) last.to = to;
  else finding.ports.push({ from, to });
  finding.ipv4 = greater(finding.ipv4, ipv4Over);
  finding.ipv6 = greater(finding.ipv6, ipv6Over);
}

/** The widest audience among the ports, in the families in which this source takes part. */
function describeReachedBy({ rule, reach }: Pick<ReachingRule, 'rule' | 'reach'>, { ipv4, ipv6 }: Finding): string {
  const audiences: string[] = [];
  const way = reach.ipv4.length === 0 ? ' through NAT64' : '';
  if (reach.ipv4Addresses > 0 && ipv4 > 0) audiences.push(`${describeIpv4Audience(ipv4)}${way}`);
  if (reach.ipv6Addresses > 0n && ipv6 > 0n) audiences.push(describeIpv6Audience(ipv6));
  const words = audiences.join(' and ');
  return rule.source.kind === 'prefix-list' ? `${words} (prefix list ${rule.source.id})` : words;
}
