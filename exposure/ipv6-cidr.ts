import type { Block } from './address-space.ts';
import { parseIpv4Cidr, parsePrefixLength } from './ipv4-cidr.ts';

const hextet = /^[0-9a-f]{1,4}$/i;
const everything: Block<bigint> = { start: 0n, end: 1n << 128n };

/**
 * The addresses of an IPv6 CIDR in any of the text forms of RFC 4291 (`::`, embedded IPv4), or null if the text is not one.
 * Host bits below the prefix are ignored, as EC2 ignores them (EC2 API, Ipv6Range).
 */
export function parseIpv6Cidr(text: string): Block<bigint> | null {
  if (text === '::/0') return everything;
  const slash = text.indexOf('/');
  if (slash === -1) return null;
  const prefix = parsePrefixLength(text, slash + 1, 128);
  const hextets = parseHextets(text.slice(0, slash));
  if (prefix === null || hextets === null) return null;
  let address = 0n;
  for (const one of hextets) address = (address << 16n) | BigInt(one);
  const hostBits = BigInt(128 - prefix);
  const start = (address >> hostBits) << hostBits;
  return { start, end: start + (1n << hostBits) };
}

/** Eight numbers of 16 bits. */
function parseHextets(address: string): number[] | null {
  const gap = address.indexOf('::');
  if (gap === -1) {
    const hextets = parsePart(address, true);
    return hextets?.length === 8 ? hextets : null;
  }
  const tail = address.slice(gap + 2);
  const before = gap === 0 ? [] : parsePart(address.slice(0, gap), false);
  const after = tail === '' ? [] : parsePart(tail, true);
  if (before === null || after === null || before.length + after.length > 7) return null;
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

function parsePart(part: string, endsAddress: boolean): number[] | null {
  const texts = part.split(':');
  const last = part.slice(part.lastIndexOf(':') + 1);
  let embedded: number[] = [];
  if (endsAddress && last.includes('.')) {
    const ipv4 = parseIpv4Cidr(`${last}/32`);
    if (ipv4 === null) return null;
    embedded = [Math.floor(ipv4.start / 65536), ipv4.start % 65536];
    texts.pop();
  }
  const hextets: number[] = [];
  for (const text of texts) {
    if (!hextet.test(text)) return null;
    hextets.push(Number.parseInt(text, 16));
  }
  return [...hextets, ...embedded];
}
