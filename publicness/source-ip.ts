import { type Block, ipv4Space } from '../exposure/address-space.ts';
import { ipv4Internet } from '../exposure/internet.ts';
import { parseIpv4Cidr } from '../exposure/ipv4-cidr.ts';
import { parseIpv6Cidr } from '../exposure/ipv6-cidr.ts';

/** The shortest prefixes of aws:SourceIp that still count as narrow. */
export interface Breadth {
  readonly ipv4PrefixLength: number;
  readonly ipv6PrefixLength: number;
}

/** Broader than /8 or /32 is public (Amazon S3 User Guide, "The meaning of public", note on aws:SourceIp). */
export const awsBreadth: Breadth = { ipv4PrefixLength: 8, ipv6PrefixLength: 32 };

/** Nothing is narrower: a single address. */
export const strictestBreadth: Breadth = { ipv4PrefixLength: 32, ipv6PrefixLength: 128 };

/**
 * How many IPv4 addresses of the internet the ranges of one condition may hold together: sixteen /8s, a sixteenth of all,
 * more than any one organisation has. AWS looks at each range alone, by which 256 times /8 would not be public though it is
 * everyone. IPv6 needs no such bound: a policy (20 KB at most) has no room for enough /32s to matter.
 */
export const widestIpv4Union = 2 ** 28;

/** The private ranges of RFC 1918, which AWS excepts whatever their breadth. */
const privateIpv4 = ipv4Space(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
    .map((cidr) => parseIpv4Cidr(cidr))
    .filter((block) => block !== null),
);

/** Why a value of aws:SourceIp does not hold requests to a narrow range, in words; null where it does. */
export function sourceIpLooseness(value: string, breadth: Breadth): string | null {
  const ipv4 = ipv4Block(value);
  if (ipv4 !== null) {
    const size = ipv4.end - ipv4.start;
    const broad = size > 2 ** (32 - breadth.ipv4PrefixLength) && privateIpv4.measure(ipv4) !== size;
    return broad ? `is broader than /${breadth.ipv4PrefixLength}` : null;
  }
  const ipv6 = ipv6Block(value);
  if (ipv6 === null) return 'is not an address range';
  return ipv6.end - ipv6.start > 1n << BigInt(128 - breadth.ipv6PrefixLength)
    ? `is broader than /${breadth.ipv6PrefixLength}`
    : null;
}

export function isAddressRange(value: string): boolean {
  return ipv4Block(value) !== null || ipv6Block(value) !== null;
}

/** Why ranges that are narrow one by one are not so together, in words; null where they are. */
export function unionLooseness(values: readonly string[]): string | null {
  const blocks = values.map(ipv4Block).filter((block) => block !== null);
  const addresses = ipv4Internet.measureUnion(blocks);
  return addresses > widestIpv4Union ? `ranges together hold ${addresses} IPv4 addresses of the internet` : null;
}

/** An address without a prefix stands for itself (IAM User Guide, "IP address condition operators"). */
function ipv4Block(value: string): Block<number> | null {
  return parseIpv4Cidr(value.includes('/') ? value : `${value}/32`);
}

function ipv6Block(value: string): Block<bigint> | null {
  return parseIpv6Cidr(value.includes('/') ? value : `${value}/128`);
}
