import { isIPv6 } from 'node:net';

/** A CIDR as EC2 stores it. `hadHostBits`: the caller's own spelling had bits set beyond the prefix. */
export interface CanonicalCidr {
  readonly cidr: string;
  readonly hadHostBits: boolean;
}

/**
 * EC2 clears host bits, so that `1.2.3.4/0` is stored as `0.0.0.0/0` (EC2 API, IpRange). Undefined for what is no IPv4 CIDR:
 * the prefix length is required, and octets are decimal without leading zeros.
 */
export function canonicalIpv4(text: string): CanonicalCidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const parts = match.slice(1);
  const numbers = parts.map(Number);
  const length = numbers.pop() ?? 33;
  if (length > 32 || numbers.some((octet) => octet > 255) || parts.some((part) => /^0\d/.test(part))) return undefined;
  const address = numbers.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (32 - length);
  const network = address - (address % size);
  return { cidr: `${ipv4Text(network)}/${length}`, hadHostBits: network !== address };
}

/** Dotted form of an address given as a number. */
export function ipv4Text(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** The same for IPv6, written as RFC 5952 asks: lower case, the longest run of zeros shortened. */
export function canonicalIpv6(text: string): CanonicalCidr | undefined {
  const [address = '', prefix = '', ...rest] = text.split('/');
  const length = Number(prefix);
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefix) || length > 128) return undefined;
  if (!isIPv6(address) || address.includes('%')) return undefined;
  const groups = ipv6Groups(address);
  const masked = groups.map((group, index) => {
    const kept = Math.min(16, Math.max(0, length - index * 16));
    return group - (group % 2 ** (16 - kept));
  });
  return {
    cidr: `${compressed(masked.map((group) => group.toString(16)).join(':'))}/${length}`,
    hadHostBits: masked.some((group, index) => group !== groups[index]),
  };
}

/** The URL parser writes IPv6 hosts in their shortest form, which also spells an embedded IPv4 address out in hex. */
function compressed(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function ipv6Groups(address: string): number[] {
  const [head = '', tail] = compressed(address).split('::');
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return read(head);
  const [left, right] = [read(head), read(tail)];
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}
