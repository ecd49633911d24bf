import type { Source } from '../contract/resource.ts';
import { type AddressSpace, type Block, ipv4Space, ipv6Space } from './address-space.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';
import { readCidrs } from './read-cidrs.ts';

/** What VPCs and the networks behind them are numbered from: RFC 1918, RFC 6598 (shared space), RFC 4193 (unique local). */
const ipv4Private = ipv4Space(
  readCidrs(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'], parseIpv4Cidr),
);
const ipv6Private = ipv6Space(readCidrs(['fc00::/7'], parseIpv6Cidr));

/**
 * Whether a CIDR stands for private addresses, perhaps among others; what is no CIDR stands for none. Of a prefix list it is for
 * its owner to know.
 */
export function holdsPrivateAddresses(source: Source): boolean {
  if (source.kind === 'ipv4') return holds(ipv4Private, parseIpv4Cidr(source.cidr));
  if (source.kind === 'ipv6') return holds(ipv6Private, parseIpv6Cidr(source.cidr));
  return false;
}

function holds<N extends number | bigint>(space: AddressSpace<N>, block: Block<N> | null): boolean {
  return block !== null && space.measure(block) > 0;
}
