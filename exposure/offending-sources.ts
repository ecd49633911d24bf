import { compareTexts } from '../resources/rule-identity.ts';
import { bigints, numbers } from './address-space.ts';
import { type CoveredSet, coverage } from './coverage.ts';
import { ipv4Internet, ipv6Internet } from './internet.ts';
import type { SourceReach } from './source-reach.ts';

/** The most addresses of the internet that may reach a port, by family; strictly more is a violation. */
export interface MostAddresses {
  readonly ipv4: number;
  readonly ipv6: bigint;
}

/** A source, under the key that decides ties. */
export interface KeyedReach {
  readonly key: string;
  readonly reach: SourceReach;
  /** Whether a rule for all traffic is among those that admit it: such a rule cannot be narrowed. */
  readonly allTraffic: boolean;
}

export interface Judgement<S extends KeyedReach> {
  /** The sources that have to go; empty where the port is not exposed. */
  readonly offending: ReadonlySet<PortSource<S>>;
  /** How much of the internet all sources together are, in each family that is over its limit; else 0. */
  readonly ipv4Over: number;
  readonly ipv6Over: bigint;
}

/** The sources that reach one port after another. */
export interface PortSources<S extends KeyedReach> {
  /** In the order given; none is open at first. */
  readonly sources: readonly PortSource<S>[];
  /** One more rule admits the source. */
  open(source: PortSource<S>): void;
  /** One rule less. */
  close(source: PortSource<S>): void;
  /** Which of the open sources offend. */
  judge(): Judgement<S>;
}

/** A source with its part in each family. */
export interface PortSource<S extends KeyedReach> {
  readonly given: S;
  readonly ipv4: CoveredSet<number, S>;
  readonly ipv6: CoveredSet<bigint, CoveredSet<number, S>>;
  /** How many of the rules that are open admit it. */
  openings: number;
}

/**
 * Which of the sources of a port offend. The widest go first until the rest is within the limit; of equal width first those whose
 * rules can be narrowed, because a rule for all traffic takes everything else with it, then by key. Then those that the rest can
 * take after all come back, for all traffic first, else the narrowest. So no removal is in vain, and a single address beside two
 * halves of the internet stays. The order of the sources given makes no difference. Keys must be distinct.
 */
export function portSources<S extends KeyedReach>(given: readonly S[], most: MostAddresses): PortSources<S> {
  const ipv4 = coverage(given, ({ reach }) => [...reach.ipv4, ...reach.translated], ipv4Internet, numbers);
  const ipv6 = coverage(ipv4.sets, ({ owner }) => owner.reach.ipv6, ipv6Internet, bigints);
  const sources = ipv6.sets.map((set) => ({ given: set.owner.owner, ipv4: set.owner, ipv6: set, openings: 0 }));
  const families: Families<S> = {
    add(source) {
      ipv4.add(source.ipv4);
      ipv6.add(source.ipv6);
    },
    remove(source) {
      ipv4.remove(source.ipv4);
      ipv6.remove(source.ipv6);
    },
    each: [
      { widestFirst: widestFirst(sources, (source) => source.ipv4.alone), isOver: () => ipv4.covered() > most.ipv4 },
      { widestFirst: widestFirst(sources, (source) => source.ipv6.alone), isOver: () => ipv6.covered() > most.ipv6 },
    ],
  };
  let known: Judgement<S> | null = null;
  return {
    sources,
    open(source) {
      source.openings += 1;
      if (source.openings > 1) return;
      families.add(source);
      known = null;
    },
    close(source) {
      source.openings -= 1;
      if (source.openings > 0) return;
      families.remove(source);
      known = null;
    },
    judge() {
      if (known !== null) return known;
      const [ipv4Over, ipv6Over] = [ipv4.covered(), ipv6.covered()];
      known = {
        offending: offendingOf(families),
        ipv4Over: ipv4Over > most.ipv4 ? ipv4Over : 0,
        ipv6Over: ipv6Over > most.ipv6 ? ipv6Over : 0n,
      };
      return known;
    },
  };
}

/** Both families, as what does not know their numbers sees them. */
interface Families<S extends KeyedReach> {
  add(source: PortSource<S>): void;
  remove(source: PortSource<S>): void;
  readonly each: readonly { readonly widestFirst: readonly PortSource<S>[]; isOver(): boolean }[];
}

/** Leaves the families as they were. */
function offendingOf<S extends KeyedReach>({ add, remove, each }: Families<S>): Set<PortSource<S>> {
  const removed = new Set<PortSource<S>>();
  for (const { widestFirst, isOver } of each) {
    for (const source of widestFirst) {
      if (!isOver()) break;
      if (source.openings === 0 || removed.has(source)) continue;
      removed.add(source);
      remove(source);
    }
  }
  const narrowestFirst = [...removed].toReversed();
  for (const allTraffic of [true, false]) {
    for (const source of narrowestFirst) {
      if (source.given.allTraffic !== allTraffic) continue;
      add(source);
      if (each.some(({ isOver }) => isOver())) remove(source);
      else removed.delete(source);
    }
  }
  for (const source of removed) add(source);
  return removed;
}

function widestFirst<S extends KeyedReach>(
  sources: readonly PortSource<S>[],
  widthOf: (source: PortSource<S>) => number | bigint,
): PortSource<S>[] {
  return sources.toSorted((a, b) => {
    const [width, other] = [widthOf(a), widthOf(b)];
    if (width !== other) return width > other ? -1 : 1;
    return Number(a.given.allTraffic) - Number(b.given.allTraffic) || compareTexts(a.given.key, b.given.key);
  });
}
