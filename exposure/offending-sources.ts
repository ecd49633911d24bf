import { compareTexts } from '../resources/rule-identity.ts';
import { bigints, numbers } from './address-space.ts';
import { type Coverage, coverage } from './coverage.ts';
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

export interface Judgement {
  /** Positions of the sources that have to go; empty where the port is not exposed. */
  readonly offending: ReadonlySet<number>;
  /** How much of the internet all sources together are, in each family that is over its limit; else null. */
  readonly ipv4Over: number | null;
  readonly ipv6Over: bigint | null;
}

/** The sources that reach one port after another. Sources go by their position; none is open at first. */
export interface PortSources {
  /** One more rule admits the source. */
  open(source: number): void;
  /** One rule less. */
  close(source: number): void;
  /** Which of the open sources offend. */
  judge(): Judgement;
}

const unexposed: Judgement = { offending: new Set(), ipv4Over: null, ipv6Over: null };

/**
 * Which of the sources of a port offend. The widest go first until the rest is within the limit; of equal width first those whose
 * rules can be narrowed, because a rule for all traffic takes everything else with it, then by key. Then those that the rest can
 * take after all come back, for all traffic first, else the narrowest. So no removal is in vain, and a single address beside two
 * halves of the internet stays. The order of the sources given makes no difference. Keys must be distinct.
 */
export function portSources(sources: readonly KeyedReach[], most: MostAddresses): PortSources {
  const ipv4 = ipv4Family(sources, most.ipv4);
  const ipv6 = ipv6Family(sources, most.ipv6);
  const families = [ipv4, ipv6].filter((family) => family !== null);
  const openings = sources.map(() => 0);
  let known: Judgement | null = null;
  return {
    open(source) {
      const count = openings[source] ?? 0;
      openings[source] = count + 1;
      if (count > 0) return;
      for (const family of families) family.add(source);
      known = null;
    },
    close(source) {
      const count = openings[source] ?? 0;
      openings[source] = count - 1;
      if (count !== 1) return;
      for (const family of families) family.remove(source);
      known = null;
    },
    judge() {
      if (known !== null) return known;
      const [ipv4Over, ipv6Over] = [overOf(ipv4), overOf(ipv6)];
      const exposed = ipv4Over !== null || ipv6Over !== null;
      known = exposed ? { offending: offendingOf(sources, families, openings), ipv4Over, ipv6Over } : unexposed;
      return known;
    },
  };
}

/** Leaves the families as they were. */
function offendingOf(
  sources: readonly KeyedReach[],
  families: readonly AnyFamily[],
  openings: readonly number[],
): Set<number> {
  const removed = new Set<number>();
  for (const { widestFirst, isOver } of families) {
    for (const source of widestFirst) {
      if (!isOver()) break;
      if (openings[source] === 0 || removed.has(source)) continue;
      removed.add(source);
      for (const family of families) family.remove(source);
    }
  }
  const narrowestFirst = [...removed].toReversed().filter((source) => families.every(({ fits }) => fits(source)));
  for (const allTraffic of [true, false]) {
    for (const source of narrowestFirst) {
      if (sources[source]?.allTraffic !== allTraffic) continue;
      for (const family of families) family.add(source);
      if (families.some(({ isOver }) => isOver())) for (const family of families) family.remove(source);
      else removed.delete(source);
    }
  }
  for (const source of removed) for (const family of families) family.add(source);
  return removed;
}

function overOf<N>(family: Family<N> | null): N | null {
  return family === null || !family.isOver() ? null : family.covered();
}

interface AnyFamily {
  readonly widestFirst: readonly number[];
  add(source: number): void;
  remove(source: number): void;
  isOver(): boolean;
  /** Whether the source alone is within the limit. */
  fits(source: number): boolean;
}

interface Family<N> extends AnyFamily {
  covered(): N;
}

/** Null where all sources, counted with all overlaps, are within the limit: then no port can be over it. */
function ipv4Family(sources: readonly KeyedReach[], most: number): Family<number> | null {
  let bound = 0;
  for (const { reach } of sources) bound += reach.ipv4Addresses;
  if (bound <= most) return null;
  const blocks = sources.map(({ reach }) => reach.ipv4);
  return familyOf(sources, coverage(blocks, ipv4Internet, numbers), most);
}

/** The same. */
function ipv6Family(sources: readonly KeyedReach[], most: bigint): Family<bigint> | null {
  let bound = 0n;
  for (const { reach } of sources) bound += reach.ipv6Addresses;
  if (bound <= most) return null;
  const blocks = sources.map(({ reach }) => reach.ipv6);
  return familyOf(sources, coverage(blocks, ipv6Internet, bigints), most);
}

function familyOf<N extends number | bigint>(
  sources: readonly KeyedReach[],
  { add, remove, covered, alone }: Coverage<N>,
  most: N,
): Family<N> {
  const widestFirst = sources.map((_, source) => source).filter((source) => alone(source) > 0);
  widestFirst.sort((a, b) => {
    const [width, other] = [alone(a), alone(b)];
    if (width !== other) return width > other ? -1 : 1;
    const [left, right] = [sources[a], sources[b]];
    if (left === undefined || right === undefined) return 0;
    return Number(left.allTraffic) - Number(right.allTraffic) || compareTexts(left.key, right.key);
  });
  return { widestFirst, add, remove, covered, isOver: () => covered() > most, fits: (source) => alone(source) <= most };
}
