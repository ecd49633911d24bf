/** Consecutive addresses; `end` is the first address after them. IPv4 addresses are numbers, IPv6 ones bigints. */
export interface Block<N extends number | bigint> {
  readonly start: N;
  readonly end: N;
}

/** A set of addresses that can be measured against: here, the part of an address family that is the internet. */
export interface AddressSpace<N extends number | bigint> {
  /** How many addresses it holds. */
  readonly total: N;
  /** How many of the block's addresses lie in it. */
  measure(block: Block<N>): N;
  /** How many addresses of the union lie in it, each counted once. The blocks may overlap and come in any order. */
  measureUnion(blocks: readonly Block<N>[]): N;
}

/** What the two kinds of numbers have in common, for code that serves both families. */
export interface Arithmetic<N> {
  readonly zero: N;
  readonly plus: (a: N, b: N) => N;
  readonly minus: (a: N, b: N) => N;
}

export const numbers: Arithmetic<number> = { zero: 0, plus: (a, b) => a + b, minus: (a, b) => a - b };
export const bigints: Arithmetic<bigint> = { zero: 0n, plus: (a, b) => a + b, minus: (a, b) => a - b };

/** The space made of the given blocks, which may overlap and come in any order. */
export function ipv4Space(blocks: readonly Block<number>[]): AddressSpace<number> {
  return addressSpace(blocks, numbers);
}

/** The space made of the given blocks, which may overlap and come in any order. */
export function ipv6Space(blocks: readonly Block<bigint>[]): AddressSpace<bigint> {
  return addressSpace(blocks, bigints);
}

function addressSpace<N extends number | bigint>(
  blocks: readonly Block<N>[],
  { zero, plus, minus }: Arithmetic<N>,
): AddressSpace<N> {
  const descending: { start: N; end: N; before: N }[] = [];
  let total = zero;
  for (const { start, end } of union(blocks)) {
    descending.unshift({ start, end, before: total });
    total = plus(total, minus(end, start));
  }

  /** How many addresses of the space are smaller than the given one. */
  function below(address: N): N {
    for (const { start, end, before } of descending) {
      if (start < address) return plus(before, minus(lesser(address, end), start));
    }
    return zero;
  }

  const measure = ({ start, end }: Block<N>): N => minus(below(end), below(start));
  return {
    total,
    measure,
    measureUnion: (some) => union(some).reduce((sum, block) => plus(sum, measure(block)), zero),
  };
}

/** The same addresses as disjoint blocks, ascending. */
export function union<N extends number | bigint>(blocks: readonly Block<N>[]): Block<N>[] {
  const merged: { start: N; end: N }[] = [];
  for (const { start, end } of blocks.toSorted(byStart)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = greater(last.end, end);
    else if (start < end) merged.push({ start, end });
  }
  return merged;
}

/** The addresses of `blocks` that are in none of `holes`, as disjoint blocks, ascending. */
export function subtract<N extends number | bigint>(
  blocks: readonly Block<N>[],
  holes: readonly Block<N>[],
): Block<N>[] {
  let left = union(blocks);
  for (const hole of union(holes)) {
    left = left.flatMap(({ start, end }) => {
      const before = { start, end: lesser(end, hole.start) };
      const after = { start: greater(start, hole.end), end };
      return [before, after].filter((piece) => piece.start < piece.end);
    });
  }
  return left;
}

function lesser<N extends number | bigint>(a: N, b: N): N {
  return a < b ? a : b;
}

/** The greater of two. */
export function greater<N extends number | bigint>(a: N, b: N): N {
  return a > b ? a : b;
}

export function byStart<N extends number | bigint>(a: Block<N>, b: Block<N>): number {
  return a.start < b.start ? -1 : a.start > b.start ? 1 : 0;
}
