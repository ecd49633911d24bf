import type { GroupRule, Source } from '../contract/resource.ts';
import type { PortRange } from '../contract/violation.ts';
import { portsOf } from './rule-ports.ts';

/** One line that names a rule: `tcp 20-25 from 0.0.0.0/0`, `all traffic to ::/0`, `icmp type 8 from sg-0a1b`. */
export function describeRule(rule: GroupRule): string {
  return `${describeTraffic(rule)} ${rule.direction === 'ingress' ? 'from' : 'to'} ${describeSource(rule.source)}`;
}

/** The same line with the rule's description, as an operator wrote it: `tcp 22 from 0.0.0.0/0 "temp"`. */
export function describeRuleInFull(rule: GroupRule): string {
  return rule.description === undefined
    ? describeRule(rule)
    : `${describeRule(rule)} ${JSON.stringify(rule.description)}`;
}

export function describeSource(source: Source): string {
  if (source.kind === 'group') return source.groupId;
  return source.kind === 'prefix-list' ? source.id : source.cidr;
}

/** `22`, `20-25`, `20-21,3389`. */
export function describePorts(ranges: readonly PortRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** What the rules let through, whoever the peers are, ports of a protocol together: `tcp 80,443 and icmp`. */
export function describeTraffics(rules: readonly GroupRule[]): string {
  const ports = new Map<string, PortRange[]>();
  for (const rule of rules) {
    const hasPorts = rule.protocol === 'tcp' || rule.protocol === 'udp';
    const name = hasPorts ? rule.protocol : describeTraffic(rule);
    ports.set(name, [...(ports.get(name) ?? []), ...(hasPorts ? [portsOf(rule)] : [])]);
  }
  return [...ports]
    .map(([name, ranges]) => (ranges.length === 0 ? name : `${name} ${describePorts(ranges)}`))
    .join(' and ');
}

function describeTraffic(rule: GroupRule): string {
  switch (rule.protocol) {
    case '-1':
      return 'all traffic';
    case 'tcp':
    case 'udp':
      return `${rule.protocol} ${describePorts([portsOf(rule)])}`;
    case 'icmp':
    case 'icmpv6': {
      if (rule.fromPort === null || rule.fromPort < 0) return rule.protocol;
      const code = rule.toPort === null || rule.toPort < 0 ? '' : ` code ${rule.toPort}`;
      return `${rule.protocol} type ${rule.fromPort}${code}`;
    }
    default:
      return `protocol ${rule.protocol}`;
  }
}
