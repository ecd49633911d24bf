import { BlockList } from 'node:net';

/**
 * How much of the internet some CIDRs are, worked out in another way than the product does: the address space is cut at every
 * edge, and Node's own BlockList says of the first address of each part whether a CIDR holds it and a special block does not.
 */
export function publicAddresses(cidrs: readonly string[], family: 'ipv4' | 'ipv6'): bigint {
  const question = [...new Set(cidrs)].sort();
  const key = question.join();
  const counted = known.get(key) ?? count(question, family);
  known.set(key, counted);
  return counted;
}

/** What NAT64 makes of an IPv6 CIDR, worked out by lengths of prefixes: of more than 96 bits the rest is an IPv4 one. */
export function behindNat64(cidr: string): string[] {
  if (!cidr.includes(':')) return [];
  const length = Number(cidr.split('/')[1]);
  const [start] = edges(cidr, 128);
  const shared = BigInt(128 - Math.min(length, 96));
  if (start >> shared !== (0x64ff9bn << 96n) >> shared) return [];
  return length < 96 ? ['0.0.0.0/0'] : [`${addressText(start & 0xffffffffn, 32)}/${length - 96}`];
}

/** Properties ask the same few questions over and over, and BlockList is slow. */
const known = new Map<string, bigint>();

function count(cidrs: readonly string[], family: 'ipv4' | 'ipv6'): bigint {
  const special = family === 'ipv4' ? ipv4Special : ipv6Special;
  const bits = family === 'ipv4' ? 32 : 128;
  const blocks = [...cidrs, ...special.out, ...special.back].map((cidr) => edges(cidr, bits));
  const cuts = [...new Set(blocks.flat())].sort((a, b) => (a < b ? -1 : 1));
  const [inside, out, back] = [cidrs, special.out, special.back].map((list) => blockList(list, family));
  let sum = 0n;
  for (const [at, start] of cuts.entries()) {
    const end = cuts[at + 1];
    if (end === undefined || !inside?.check(addressText(start, bits), family)) continue;
    const isOut = out?.check(addressText(start, bits), family) && !back?.check(addressText(start, bits), family);
    if (!isOut) sum += end - start;
  }
  return sum;
}

const ipv4Special = {
  out: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/3',
  ],
  back: ['192.0.0.9/32', '192.0.0.10/32'],
};
const ipv6Special = {
  out: ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '3fff::/20'],
  back: [
    '2001::/32',
    '2001:1::1/128',
    '2001:1::2/128',
    '2001:1::3/128',
    '2001:3::/32',
    '2001:4:112::/48',
    '2001:20::/28',
    '2001:30::/28',
  ],
};

function blockList(cidrs: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix = ''] = cidr.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** First address and the one after the last; the CIDRs of the tests are canonical. */
function edges(cidr: string, bits: number): [bigint, bigint] {
  const [address = '', prefix = ''] = cidr.split('/');
  const start = bits === 32 ? join(address.split('.').map(Number), 8n) : join(hextetsOf(address), 16n);
  return [start, start + (1n << BigInt(bits - Number(prefix)))];
}

function hextetsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((text) => Number.parseInt(text, 16)));
  if (tail === undefined) return parse(head);
  const [before, after] = [parse(head), parse(tail)];
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function join(parts: readonly number[], width: bigint): bigint {
  return parts.reduce((sum, part) => (sum << width) + BigInt(part), 0n);
}

function addressText(address: bigint, bits: number): string {
  const [count, width, radix, separator] = bits === 32 ? ([4, 8n, 10, '.'] as const) : ([8, 16n, 16, ':'] as const);
  const mask = (1n << width) - 1n;
  return Array.from({ length: count }, (_, at) => (address >> (width * BigInt(count - 1 - at))) & mask)
    .map((part) => part.toString(radix))
    .join(separator);
}
