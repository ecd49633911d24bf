import type { Block } from './address-space.ts';
import { isBlockWithin } from './cidr-within.ts';

/** 64:ff9b::/96, the only prefix that NAT gateways translate (VPC user guide, "DNS64 and NAT64"). */
const wellKnown: Block<bigint> = { start: 0x64ff9bn << 96n, end: (0x64ff9bn << 96n) + (1n << 32n) };
const everyIpv4: Block<number> = { start: 0, end: 2 ** 32 };

/**
 * The IPv4 addresses that NAT64 sends on to what goes out to a CIDR: those in the last 32 bits of its addresses (RFC 6052), and all where
 * it is wider than the prefix; null where it has nothing of it. Only of what goes out: a NAT gateway lets answers in and nothing else,
 * and no host is at such an address, so that as the source of what comes in it is nobody.
 */
export function translatedByNat64(cidr: Block<bigint>): Block<number> | null {
  if (isBlockWithin(cidr, wellKnown)) {
    return { start: Number(cidr.start - wellKnown.start), end: Number(cidr.end - wellKnown.start) };
  }
  return isBlockWithin(wellKnown, cidr) ? everyIpv4 : null;
}
