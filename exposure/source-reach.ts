import type { Context, PrefixListContents } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { Block } from './address-space.ts';
import { ipv4Internet, ipv6Internet } from './internet.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';
import { translatedByNat64 } from './nat64.ts';

/** The addresses that a source stands for, and an upper bound of how many of them are the internet's, by family. */
export interface SourceReach {
  readonly kind: 'read';
  readonly ipv4: readonly Block<number>[];
  readonly ipv6: readonly Block<bigint>[];
  /** What is reached of IPv4 by way of `ipv6`. It is no source of that family: a rule of IPv4 for it would be another one. */
  readonly translated: readonly Block<number>[];
  /** With those translated. */
  readonly ipv4Addresses: number;
  readonly ipv6Addresses: bigint;
}
export type Reach = SourceReach | { readonly kind: 'unreadable'; readonly reason: string };

const none: readonly never[] = [];
const nobody: SourceReach = {
  kind: 'read',
  ipv4: none,
  ipv6: none,
  translated: none,
  ipv4Addresses: 0,
  ipv6Addresses: 0n,
};

/**
 * Who the source of a rule is, with prefix lists looked up in the context. Group references are nobody: members are reached by their
 * private addresses (VPC User Guide, "Security group referencing"). Throws ITEM_UNREADABLE for a CIDR that is none.
 */
export function reachOf(
  { source, direction }: Pick<GroupRule, 'source' | 'direction'>,
  prefixLists: Context['prefixLists'],
): Reach {
  if (source.kind === 'group') return nobody;
  if (source.kind === 'prefix-list') return prefixListReach(prefixLists.get(source.id), direction);
  if (source.kind === 'ipv4') {
    const block = parseIpv4Cidr(source.cidr) ?? refuse(source.cidr);
    return { ...nobody, ipv4: [block], ipv4Addresses: ipv4Internet.measure(block) };
  }
  const block = parseIpv6Cidr(source.cidr) ?? refuse(source.cidr);
  const reach: SourceReach = { ...nobody, ipv6: [block], ipv6Addresses: ipv6Internet.measure(block) };
  return direction === 'egress' ? withTranslated(reach) : reach;
}

/** Parsed once per list that was read: one list of up to 1,000 entries serves all groups of a scan. */
const parsed = new WeakMap<PrefixListContents, Readonly<Record<GroupRule['direction'], Reach>>>();

function prefixListReach(contents: PrefixListContents | undefined, direction: GroupRule['direction']): Reach {
  if (contents === undefined) return { kind: 'unreadable', reason: 'they were not given' };
  if (contents.kind === 'unreadable') return contents;
  let reach = parsed.get(contents);
  if (reach === undefined) {
    const ingress = parseEntries(contents.cidrs);
    reach = { ingress, egress: ingress.kind === 'read' ? withTranslated(ingress) : ingress };
    parsed.set(contents, reach);
  }
  return reach[direction];
}

/** With what NAT64 leads to. */
function withTranslated(reach: SourceReach): SourceReach {
  const translated = reach.ipv6.map(translatedByNat64).filter((block) => block !== null);
  if (translated.length === 0) return reach;
  const added = translated.reduce((sum, block) => sum + ipv4Internet.measure(block), 0);
  return { ...reach, translated, ipv4Addresses: reach.ipv4Addresses + added };
}

function parseEntries(cidrs: readonly string[]): Reach {
  const ipv4: Block<number>[] = [];
  const ipv6: Block<bigint>[] = [];
  let ipv4Addresses = 0;
  let ipv6Addresses = 0n;
  for (const cidr of cidrs) {
    const v4 = parseIpv4Cidr(cidr);
    if (v4 !== null) {
      ipv4.push(v4);
      ipv4Addresses += ipv4Internet.measure(v4);
      continue;
    }
    const v6 = parseIpv6Cidr(cidr);
    if (v6 === null) return { kind: 'unreadable', reason: `${JSON.stringify(cidr)} is not a CIDR` };
    ipv6.push(v6);
    ipv6Addresses += ipv6Internet.measure(v6);
  }
  return { ...nobody, ipv4, ipv6, ipv4Addresses, ipv6Addresses };
}

function refuse(cidr: string): never {
  throw new Failure('ITEM_UNREADABLE', `security group rule: source ${JSON.stringify(cidr)} is not a CIDR`);
}
