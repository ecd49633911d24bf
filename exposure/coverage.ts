import type { AddressSpace, Arithmetic, Block } from './address-space.ts';

/** How much of an address space a changing choice of sets of addresses covers together. Sets go by their position. */
export interface Coverage<N extends number | bigint> {
  add(set: number): void;
  /** Only of a set that was added. */
  remove(set: number): void;
  /** How many addresses of the space are in at least one of the sets chosen now. */
  covered(): N;
  /** How many are in this set, whatever is chosen. */
  alone(set: number): N;
}

/**
 * Exact, and next to nothing for each block added or removed: of two CIDRs one contains the other or they share nothing, so that
 * all blocks form a forest, and a change concerns only the blocks around it, up to the first that is chosen itself. Blocks must
 * be CIDRs. Nothing is chosen at first.
 */
export function coverage<N extends number | bigint>(
  sets: readonly (readonly Block<N>[])[],
  space: AddressSpace<N>,
  { zero, plus, minus }: Arithmetic<N>,
): Coverage<N> {
  /** By block: addresses in it, those covered by blocks within it, how many sets chosen have it, the block around it. */
  const own: N[] = [];
  const within: N[] = [];
  const chosen: number[] = [];
  const around: number[] = [];
  const blocksOf: number[][] = sets.map(() => []);
  let total = zero;

  const entries: { block: Block<N>; set: number }[] = [];
  for (const [set, blocks] of sets.entries()) for (const block of blocks) entries.push({ block, set });
  entries.sort((a, b) => compareBlocks(a.block, b.block));
  let last: Block<N> | undefined;
  const enclosing: { at: number; end: N }[] = [];
  for (const { block, set } of entries) {
    if (last === undefined || block.start !== last.start || block.end !== last.end) {
      while (enclosing.length > 0 && (enclosing.at(-1)?.end ?? zero) <= block.start) enclosing.pop();
      around.push(enclosing.at(-1)?.at ?? none);
      enclosing.push({ at: own.length, end: block.end });
      own.push(space.measure(block));
      within.push(zero);
      chosen.push(0);
      last = block;
    }
    blocksOf[set]?.push(own.length - 1);
  }

  const change = (set: number, sign: 1 | -1): void => {
    const apply = sign === 1 ? plus : minus;
    for (const block of blocksOf[set] ?? []) {
      const before = chosen[block] ?? 0;
      chosen[block] = before + sign;
      if (before !== (sign === 1 ? 0 : 1)) continue;
      const gain = minus(own[block] ?? zero, within[block] ?? zero);
      if (gain === zero) continue;
      let at = around[block] ?? none;
      for (; at !== none; at = around[at] ?? none) {
        within[at] = apply(within[at] ?? zero, gain);
        if ((chosen[at] ?? 0) > 0) break;
      }
      if (at === none) total = apply(total, gain);
    }
  };

  const alone = blocksOf.map((blocks, set) => {
    if (blocks.length < 2) return own[blocks[0] ?? none] ?? zero;
    change(set, 1);
    const measured = total;
    change(set, -1);
    return measured;
  });

  return {
    add: (set) => change(set, 1),
    remove: (set) => change(set, -1),
    covered: () => total,
    alone: (set) => alone[set] ?? zero,
  };
}

const none = -1;

/** A block comes after those that contain it. */
function compareBlocks<N extends number | bigint>(a: Block<N>, b: Block<N>): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.end === b.end ? 0 : a.end > b.end ? -1 : 1;
}
