import type { GroupRule, Source } from '../contract/resource.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';

/**
 * Equal for two rules that let the same traffic through, however each is spelt: as it was asked for (`6`, `2001:DB8:0::/32`, ports that
 * an API leaves out) or as EC2 answers it. Descriptions do not count.
 */
export function trafficKey({ direction, protocol, fromPort, toPort, source }: GroupRule): string {
  const hasPorts = protocol !== '-1';
  const ports = hasPorts ? `${fromPort ?? -1} ${toPort ?? -1}` : '';
  return `${direction} ${protocol} ${ports} ${sourceIdentity(source)}`;
}

export function isSameTraffic(one: GroupRule, other: GroupRule): boolean {
  return trafficKey(one) === trafficKey(other);
}

/** The same traffic, described in the same words. */
export function isSameRule(one: GroupRule, other: GroupRule): boolean {
  return isSameTraffic(one, other) && (one.description ?? '') === (other.description ?? '');
}

/** A CIDR by the addresses it holds. */
export function sourceIdentity(source: Source): string {
  switch (source.kind) {
    case 'ipv4':
    case 'ipv6': {
      const block = parseIpv4Cidr(source.cidr) ?? parseIpv6Cidr(source.cidr);
      return block === null ? source.cidr : `${source.kind} ${block.start}-${block.end}`;
    }
    case 'prefix-list':
      return source.id;
    case 'group':
      return source.groupId;
  }
}
