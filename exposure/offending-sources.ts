import { type AddressSpace, type Block, byStart } from './address-space.ts';
import { ipv4Internet, ipv6Internet } from './internet.ts';
import type { SourceReach } from './source-reach.ts';

/** The most addresses of the internet that may reach a port, by family; strictly more is a violation. */
export interface MostAddresses {
  readonly ipv4: number;
  readonly ipv6: bigint;
}

/** A source of one port, under the key that decides ties. */
export interface KeyedReach {
  readonly key: string;
  readonly reach: SourceReach;
}

export interface Judgement {
  /** Keys of the sources that have to go; empty where the port is not exposed. */
  readonly offending: ReadonlySet<string>;
  /** How much of the internet all sources together are, in each family that is over its limit; else null. */
  readonly ipv4Over: number | null;
  readonly ipv6Over: bigint | null;
}

/**
 * Which of the sources of one port offend. The widest go first (ties by key) until the rest is within the limit; then those
 * that the rest can take after all come back, the narrowest first. So no removal is in vain, and a single address beside two
 * halves of the internet stays. The order of the sources given makes no difference. Keys must be distinct.
 */
export function offendingSources(sources: readonly KeyedReach[], most: MostAddresses): Judgement {
  const ipv4 = measureFamily(
    sources,
    ipv4Internet,
    most.ipv4,
    ({ ipv4 }) => ipv4,
    ({ ipv4Addresses }) => ipv4Addresses,
  );
  const ipv6 = measureFamily(
    sources,
    ipv6Internet,
    most.ipv6,
    ({ ipv6 }) => ipv6,
    ({ ipv6Addresses }) => ipv6Addresses,
  );
  const removed = new Set<string>();
  const order: string[] = [];
  for (const family of [ipv4, ipv6]) {
    for (const key of family.widestFirst) {
      if (!family.isOver(removed)) break;
      if (removed.has(key)) continue;
      removed.add(key);
      order.push(key);
    }
  }
  for (const key of order.toReversed()) {
    removed.delete(key);
    if (ipv4.isOver(removed) || ipv6.isOver(removed)) removed.add(key);
  }
  return { offending: removed, ipv4Over: ipv4.over, ipv6Over: ipv6.over };
}

interface Family<N> {
  readonly widestFirst: readonly string[];
  readonly over: N | null;
  isOver(removed: ReadonlySet<string>): boolean;
}

function measureFamily<N extends number | bigint>(
  sources: readonly KeyedReach[],
  internet: AddressSpace<N>,
  most: N,
  blocksOf: (reach: SourceReach) => readonly Block<N>[],
  boundOf: (reach: SourceReach) => N,
): Family<N> {
  const present = sources.filter(({ reach }) => boundOf(reach) > 0);
  const blocks = present
    .flatMap(({ key, reach }) => blocksOf(reach).map(({ start, end }) => ({ start, end, key })))
    .sort(byStart);
  const measured = present.map(({ key }) => ({
    key,
    addresses: internet.measureUnion(blocks.filter((block) => block.key === key)),
  }));
  measured.sort((a, b) => compare(b.addresses, a.addresses) || compare(a.key, b.key));
  const total = internet.measureUnion(blocks);
  return {
    widestFirst: measured.map(({ key }) => key),
    over: total > most ? total : null,
    isOver(removed) {
      if (total <= most) return false;
      return internet.measureUnion(blocks.filter(({ key }) => !removed.has(key))) > most;
    },
  };
}

function compare<V extends number | bigint | string>(a: V, b: V): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
