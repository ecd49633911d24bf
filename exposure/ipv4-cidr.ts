import type { Block } from './address-space.ts';

const zero = 48;
const nine = 57;
const dot = 46;
const slash = 47;

/**
 * The addresses of `a.b.c.d/p`, or null if the text is not that. Host bits below the prefix are ignored, as EC2 ignores them
 * (EC2 API, IpRange: CIDRs are canonicalised): `1.2.3.4/0` is everything. Written by hand because every rule of every group
 * passes through here.
 */
export function parseIpv4Cidr(text: string): Block<number> | null {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= zero && code <= nine) {
      // A leading zero would be octal to some readers.
      if (digits > 0 && part === 0) return null;
      part = part * 10 + code - zero;
      digits++;
      if (part > 255) return null;
    } else {
      if (digits === 0) return null;
      address = address * 256 + part;
      if (code === slash && dots === 3) break;
      if (code !== dot) return null;
      part = 0;
      digits = 0;
      dots++;
    }
  }
  const prefix = parsePrefixLength(text, at + 1, 32);
  if (prefix === null) return null;
  const size = 2 ** (32 - prefix);
  const start = address - (address % size);
  return { start, end: start + size };
}

/** The decimal number that ends the text, from 0 to `longest`, without leading zeros; else null. */
export function parsePrefixLength(text: string, from: number, longest: number): number | null {
  const length = text.length - from;
  if (length < 1 || (length > 1 && text.charCodeAt(from) === zero)) return null;
  let prefix = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < zero || code > nine) return null;
    prefix = prefix * 10 + code - zero;
  }
  return prefix > longest ? null : prefix;
}
