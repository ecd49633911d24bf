import type { Context } from '../contract/context.ts';
import type { GroupRule, Source } from '../contract/resource.ts';
import { type Block, greater } from '../exposure/address-space.ts';
import { describeIpv4Audience, describeIpv6Audience } from '../exposure/audience.ts';
import { ipv4Internet, ipv6Internet } from '../exposure/internet.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';
import { translatedByNat64 } from '../exposure/nat64.ts';
import { holdsPrivateAddresses } from '../exposure/private-addresses.ts';
import type { NetworkKind } from './picture.ts';

export interface Network {
  readonly kind: NetworkKind;
  /** Who that is, in words. */
  readonly who: string;
}

/** Pure. Who the source of a rule is; of a prefix list with what it holds, as far as that was read. */
export function networkOf(
  { source, direction }: Pick<GroupRule, 'source' | 'direction'>,
  prefixLists: Context['prefixLists'],
): Network {
  switch (source.kind) {
    case 'group':
      return { kind: 'group', who: 'members of the group' };
    case 'prefix-list':
      return { kind: 'prefix-list', who: describeList(prefixLists.get(source.id), direction) };
    case 'ipv4': {
      const block = parseIpv4Cidr(source.cidr);
      const addresses = block === null ? 0 : ipv4Internet.measure(block);
      if (addresses > 0) return { kind: 'internet-ipv4', who: describeIpv4Audience(addresses) };
      return ownNetwork(source);
    }
    case 'ipv6': {
      const block = parseIpv6Cidr(source.cidr);
      const addresses = block === null ? 0n : ipv6Internet.measure(block);
      if (addresses > 0n) return { kind: 'internet-ipv6', who: describeIpv6Audience(addresses) };
      const translated = block === null ? 0 : translatedTo(block, direction);
      if (translated > 0) return { kind: 'internet-ipv4', who: `${describeIpv4Audience(translated)} through NAT64` };
      return ownNetwork(source);
    }
  }
}

/** How much of the internet of IPv4 NAT64 leads to. */
function translatedTo(block: Block<bigint>, direction: GroupRule['direction']): number {
  const translated = direction === 'egress' ? translatedByNat64(block) : null;
  return translated === null ? 0 : ipv4Internet.measure(translated);
}

function ownNetwork(source: Source): Network {
  if (holdsPrivateAddresses(source)) return { kind: 'private', who: 'private addresses' };
  return { kind: 'reserved', who: 'no addresses of the internet' };
}

function describeList(contents: ReturnType<Context['prefixLists']['get']>, direction: GroupRule['direction']): string {
  if (contents === undefined) return 'a prefix list that was not read';
  if (contents.kind === 'unreadable') return `a prefix list that cannot be read: ${contents.reason}`;
  let ipv4 = 0;
  let ipv6 = 0n;
  for (const cidr of contents.cidrs) {
    const [v4, v6] = [parseIpv4Cidr(cidr), parseIpv6Cidr(cidr)];
    if (v4 !== null) ipv4 = Math.max(ipv4, ipv4Internet.measure(v4));
    if (v6 === null) continue;
    ipv4 = Math.max(ipv4, translatedTo(v6, direction));
    ipv6 = greater(ipv6, ipv6Internet.measure(v6));
  }
  const widest = [
    ...(ipv4 > 0 ? [describeIpv4Audience(ipv4)] : []),
    ...(ipv6 > 0n ? [describeIpv6Audience(ipv6)] : []),
  ];
  const entries = `${contents.cidrs.length} ${contents.cidrs.length === 1 ? 'entry' : 'entries'}`;
  return widest.length === 0 ? `${entries}, none of the internet` : `${entries}, the widest ${widest.join(' and ')}`;
}
