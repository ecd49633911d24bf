import type { Context } from '../contract/context.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { ExposedPorts, PortRange, Undecided } from '../contract/violation.ts';
import { exposures } from './exposed-ports.ts';
import type { MostAddresses } from './offending-sources.ts';
import { allPorts, subtractPorts } from './port-ranges.ts';
import type { PortProtocol } from './rule-ports.ts';
import type { SourceReach } from './source-reach.ts';

/** Which ports may be open between the group and more of the internet than `mostAddresses`, in which direction. */
export interface Authorisation {
  readonly direction: GroupRule['direction'];
  /** By protocol; merged and ascending. */
  readonly ports: Readonly<Record<PortProtocol, readonly PortRange[]>>;
  readonly mostAddresses: MostAddresses;
}

/**
 * Effective exposure of every tcp and udp port that is not authorised. Protocols without ports are not judged by themselves; a
 * rule for all traffic is, by its ports, and then says which of its portless protocols to keep: ICMP, whose loss would break
 * path MTU discovery, and which a few rules can express. The two hundred others cannot be listed in any group.
 */
export function unauthorisedPorts(
  rules: readonly GroupRule[],
  { direction, ports, mostAddresses }: Authorisation,
  prefixLists: Context['prefixLists'],
): (ExposedPorts | Undecided)[] {
  const others = { tcp: subtractPorts(allPorts, ports.tcp), udp: subtractPorts(allPorts, ports.udp) };
  const { exposed, undecided } = exposures(rules, { direction, ports: others, mostAddresses }, prefixLists);
  const violations = exposed.map(({ violation, reach }) =>
    violation.rule.protocol === '-1' ? { ...violation, legalPortless: icmpOf(reach) } : violation,
  );
  return [...violations, ...undecided];
}

/** Each family has its own; a prefix list is of one family, which only its entries tell. */
function icmpOf({ ipv4, ipv6 }: SourceReach): ('icmp' | 'icmpv6')[] {
  return [...(ipv4.length > 0 ? ['icmp' as const] : []), ...(ipv6.length > 0 ? ['icmpv6' as const] : [])];
}
