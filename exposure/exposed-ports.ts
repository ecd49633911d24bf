import type { Context } from '../contract/context.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, PortRange, Undecided } from '../contract/violation.ts';
import { compareRules } from '../resources/rule-identity.ts';
import { describeIpv4Audience, describeIpv6Audience } from './audience.ts';
import { type Judgement, type MostAddresses, offendingSources } from './offending-sources.ts';
import { mergePorts } from './port-ranges.ts';
import { type ExposureQuestion, type ReachingRule, rulesThatReach } from './reaching-rules.ts';
import { carries, type PortProtocol, portProtocols } from './rule-ports.ts';

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
  const { reaching, undecided } = rulesThatReach(rules, question, prefixLists);
  if (isWithinBounds(reaching, question.mostAddresses)) return undecided;
  const exposed = portProtocols.flatMap((protocol) => exposedOf(protocol, reaching, question));
  exposed.sort((a, b) => compareRules(a.rule, b.rule));
  return [...exposed, ...undecided];
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

function exposedOf(
  protocol: PortProtocol,
  reaching: readonly ReachingRule[],
  { ports, mostAddresses }: ExposureQuestion,
): ExposedPorts[] {
  const candidates = reaching.filter(({ rule }) => carries(rule, protocol));
  const judgements = new Map<string, Judgement>();
  const found = new Map<ReachingRule, { ports: PortRange[]; judgements: Set<Judgement> }>();
  for (const range of ports[protocol]) {
    for (const interval of elementaryIntervals(range, candidates)) {
      const open = candidates.filter(({ range }) => range.from <= interval.from && interval.to <= range.to);
      if (isWithinBounds(open, mostAddresses)) continue;
      const bySource = new Map(open.map((candidate) => [candidate.key, candidate]));
      const set = [...bySource.keys()].sort().join('|');
      const judgement = judgements.get(set) ?? offendingSources([...bySource.values()], mostAddresses);
      judgements.set(set, judgement);
      for (const candidate of open) {
        if (!judgement.offending.has(candidate.key)) continue;
        const entry = found.get(candidate) ?? { ports: [], judgements: new Set() };
        entry.ports.push(interval);
        entry.judgements.add(judgement);
        found.set(candidate, entry);
      }
    }
  }
  return Array.from(found, ([candidate, { ports, judgements }]) => ({
    kind: 'exposed-ports',
    rule: candidate.rule,
    protocol,
    ports: mergePorts(ports),
    reachedBy: describeReachedBy(candidate, judgements),
  }));
}

/** Cuts the range wherever a rule begins or ends, so that within one piece the same rules apply to every port. */
function elementaryIntervals(range: PortRange, candidates: readonly ReachingRule[]): PortRange[] {
  if (range.from === range.to) return [range];
  const starts = new Set([range.from]);
  for (const { range: open } of candidates) {
    if (open.from > range.from && open.from <= range.to) starts.add(open.from);
    if (open.to >= range.from && open.to < range.to) starts.add(open.to + 1);
  }
  const ascending = [...starts].sort((a, b) => a - b);
  return ascending.map((from, at) => ({ from, to: (ascending[at + 1] ?? range.to + 1) - 1 }));
}

/** The widest audience among the ports, in the families in which this source takes part. */
function describeReachedBy({ rule, reach }: ReachingRule, judgements: Iterable<Judgement>): string {
  let ipv4 = 0;
  let ipv6 = 0n;
  for (const { ipv4Over, ipv6Over } of judgements) {
    if (reach.ipv4Addresses > 0 && ipv4Over !== null && ipv4Over > ipv4) ipv4 = ipv4Over;
    if (reach.ipv6Addresses > 0n && ipv6Over !== null && ipv6Over > ipv6) ipv6 = ipv6Over;
  }
  const audiences: string[] = [];
  if (ipv4 > 0) audiences.push(describeIpv4Audience(ipv4));
  if (ipv6 > 0n) audiences.push(describeIpv6Audience(ipv6));
  const words = audiences.join(' and ');
  return rule.source.kind === 'prefix-list' ? `${words} (prefix list ${rule.source.id})` : words;
}
