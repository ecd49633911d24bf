import { ipv4Internet, ipv6Internet } from './internet.ts';

/** `the whole IPv4 internet`, or `2,092,957,696 IPv4 addresses of the internet`. */
export function describeIpv4Audience(addresses: number): string {
  if (addresses === ipv4Internet.total) return 'the whole IPv4 internet';
  return `${count(addresses, 'IPv4')} of the internet`;
}

/** `the whole IPv6 internet`, or the number of addresses: exactly up to a million, else by the power of two it reaches. */
export function describeIpv6Audience(addresses: bigint): string {
  if (addresses === ipv6Internet.total) return 'the whole IPv6 internet';
  if (addresses <= 1_000_000n) return `${count(addresses, 'IPv6')} of the internet`;
  const power = addresses.toString(2).length - 1;
  const exact = addresses === 1n << BigInt(power);
  return `${exact ? '' : 'more than '}2^${power} IPv6 addresses of the internet`;
}

function count(addresses: number | bigint, family: string): string {
  const digits = String(addresses).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return `${digits} ${family} ${digits === '1' ? 'address' : 'addresses'}`;
}
