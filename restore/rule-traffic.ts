import type { GroupRule } from '../contract/resource.ts';
import type { PortRange } from '../contract/violation.ts';
import type { Block } from '../exposure/address-space.ts';
import { isBlockWithin } from '../exposure/cidr-within.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';
import { allPorts } from '../exposure/port-ranges.ts';
import { carries, portProtocols, portsOf } from '../exposure/rule-ports.ts';

/** What a rule lets pass, read once to be compared with many. */
export interface RuleTraffic {
  readonly direction: GroupRule['direction'];
  readonly protocol: string;
  readonly ports: PortRange;
  /** Null where the source is none. */
  readonly ipv4: Block<number> | null;
  readonly ipv6: Block<bigint> | null;
}

export function trafficOf(rule: GroupRule): RuleTraffic {
  const { direction, protocol, source } = rule;
  return {
    direction,
    protocol,
    ports: portProtocols.some((one) => carries(rule, one)) ? portsOf(rule) : allPorts,
    ipv4: source.kind === 'ipv4' ? parseIpv4Cidr(source.cidr) : null,
    ipv6: source.kind === 'ipv6' ? parseIpv6Cidr(source.cidr) : null,
  };
}

/** False only where no packet can pass by both rules. Groups and prefix lists may stand for any address. */
export function mayOverlap(one: RuleTraffic, other: RuleTraffic): boolean {
  return (
    one.direction === other.direction &&
    (one.protocol === other.protocol || one.protocol === '-1' || other.protocol === '-1') &&
    one.ports.from <= other.ports.to &&
    other.ports.from <= one.ports.to &&
    mayShareAddresses(one, other)
  );
}

function mayShareAddresses(one: RuleTraffic, other: RuleTraffic): boolean {
  if (isAnyone(one) || isAnyone(other)) return true;
  return (
    isBlockWithin(one.ipv4, other.ipv4) ||
    isBlockWithin(other.ipv4, one.ipv4) ||
    isBlockWithin(one.ipv6, other.ipv6) ||
    isBlockWithin(other.ipv6, one.ipv6)
  );
}

function isAnyone({ ipv4, ipv6 }: RuleTraffic): boolean {
  return ipv4 === null && ipv6 === null;
}
