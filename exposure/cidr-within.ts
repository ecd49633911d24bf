import type { Block } from './address-space.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';

/** Whether every address of the one CIDR is in the other, of the same family. What is no CIDR is within nothing. */
export function isCidrWithin(inner: string, outer: string): boolean {
  return (
    isBlockWithin(parseIpv4Cidr(inner), parseIpv4Cidr(outer)) ||
    isBlockWithin(parseIpv6Cidr(inner), parseIpv6Cidr(outer))
  );
}

/** The same of blocks that are read already; null is no block, and is within nothing. */
export function isBlockWithin<N extends number | bigint>(inner: Block<N> | null, outer: Block<N> | null): boolean {
  return inner !== null && outer !== null && outer.start <= inner.start && inner.end <= outer.end;
}
