import type { Context, PrefixListContents } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Source } from '../contract/resource.ts';
import type { Block } from './address-space.ts';
import { ipv4Internet, ipv6Internet } from './internet.ts';
import { parseIpv4Cidr } from './ipv4-cidr.ts';
import { parseIpv6Cidr } from './ipv6-cidr.ts';

/** The addresses that a source stands for, and an upper bound of how many of them are the internet's, by family. */
export interface SourceReach {
  readonly kind: 'read';
  readonly ipv4: readonly Block<number>[];
  readonly ipv6: readonly Block<bigint>[];
  readonly ipv4Addresses: number;
  readonly ipv6Addresses: bigint;
}
export type Reach = SourceReach | { readonly kind: 'unreadable'; readonly reason: string };

const none: readonly never[] = [];
const nobody: SourceReach = { kind: 'read', ipv4: none, ipv6: none, ipv4Addresses: 0, ipv6Addresses: 0n };

/**
 * Who a source is, with prefix lists looked up in the context. Group references are nobody: members are reached by their
 * private addresses (VPC User Guide, "Security group referencing"). Throws ITEM_UNREADABLE for a CIDR that is none.
 */
export function reachOf(source: Source, prefixLists: Context['prefixLists']): Reach {
  if (source.kind === 'group') return nobody;
  if (source.kind === 'prefix-list') return prefixListReach(prefixLists.get(source.id));
  if (source.kind === 'ipv4') {
    const block = parseIpv4Cidr(source.cidr) ?? refuse(source.cidr);
    return { ...nobody, ipv4: [block], ipv4Addresses: ipv4Internet.measure(block) };
  }
  const block = parseIpv6Cidr(source.cidr) ?? refuse(source.cidr);
  return { ...nobody, ipv6: [block], ipv6Addresses: ipv6Internet.measure(block) };
}

/** Parsed once per list that was read: one list of up to 1,000 entries serves all groups of a scan. */
const parsed = new WeakMap<PrefixListContents, Reach>();

function prefixListReach(contents: PrefixListContents | undefined): Reach {
  if (contents === undefined) return { kind: 'unreadable', reason: 'they were not given' };
  if (contents.kind === 'unreadable') return contents;
  let reach = parsed.get(contents);
  if (reach === undefined) {
    reach = parseEntries(contents.cidrs);
    parsed.set(contents, reach);
  }
  return reach;
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
  return { kind: 'read', ipv4, ipv6, ipv4Addresses, ipv6Addresses };
}

function refuse(cidr: string): never {
  throw new Failure('ITEM_UNREADABLE', `security group rule: source ${JSON.stringify(cidr)} is not a CIDR`);
}
