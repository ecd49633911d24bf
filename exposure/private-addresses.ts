import type { Source } from '../contract/resource.ts';
import { type Block, ipv4Space, ipv6Space } from './address-space.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';

/** What VPCs and the networks behind them are numbered from: RFC 1918, RFC 6598 (shared space), RFC 4193 (unique local). */
const ipv4Private = ipv4Space(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].flatMap((cidr) => listOf(parseIpv4Cidr(cidr))),
);
const ipv6Private = ipv6Space(['fc00::/7'].flatMap((cidr) => listOf(parseIpv6Cidr(cidr))));

/** Whether a CIDR stands for private addresses, perhaps among others. Of a prefix list it is for its owner to know. */
export function holdsPrivateAddresses(source: Source): boolean {
  if (source.kind === 'ipv4') return listOf(parseIpv4Cidr(source.cidr)).some((block) => ipv4Private.measure(block) > 0);
  if (source.kind === 'ipv6')
    return listOf(parseIpv6Cidr(source.cidr)).some((block) => ipv6Private.measure(block) > 0n);
  return false;
}

function listOf<N extends number | bigint>(block: Block<N> | null): Block<N>[] {
  return block === null ? [] : [block];
}
