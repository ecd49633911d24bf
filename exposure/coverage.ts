import type { AddressSpace, Arithmetic, Block } from './address-space.ts';

/** How much of an address space a changing choice of sets of addresses covers together. */
export interface Coverage<N extends number | bigint, Owner> {
  /** In the order of their owners. */
  readonly sets: readonly CoveredSet<N, Owner>[];
  add(set: CoveredSet<N, Owner>): void;
  /** Only of a set that was added. */
  remove(set: CoveredSet<N, Owner>): void;
  /** How many addresses of the space are in at least one of the sets chosen now. */
  covered(): N;
}

export interface CoveredSet<N extends number | bigint, Owner> {
  readonly owner: Owner;
  readonly nodes: readonly Node<N>[];
  /** How many addresses of the space are in this set, whatever is chosen. */
  alone: N;
}

/** A block that is in some of the sets. */
interface Node<N extends number | bigint> {
  readonly block: Block<N>;
  /** The smallest block around it; of what is around all blocks, undefined. */
  readonly around: Node<N> | undefined;
  /** How many addresses of the space are in it. */
  readonly own: N;
  /** How many of them the blocks chosen within it cover. */
  within: N;
  /** How many of the sets chosen have it. */
  chosen: number;
}

/**
 * Exact, and next to nothing for each block added or removed: of two CIDRs one contains the other or they share nothing, so that
 * all blocks form a forest, and a change concerns only the blocks around it, up to the first that is chosen itself. Blocks must
 * be CIDRs. Nothing is chosen at first.
 */
export function coverage<N extends number | bigint, Owner>(
  owners: readonly Owner[],
  blocksOf: (owner: Owner) => readonly Block<N>[],
  space: AddressSpace<N>,
  { zero, plus, minus }: Arithmetic<N>,
): Coverage<N, Owner> {
  const entries: { block: Block<N>; nodes: Node<N>[] }[] = [];
  const sets = owners.map((owner): CoveredSet<N, Owner> => {
    const nodes: Node<N>[] = [];
    for (const block of blocksOf(owner)) entries.push({ block, nodes });
    return { owner, nodes, alone: zero };
  });
  entries.sort((a, b) => compareBlocks(a.block, b.block));

  /** Around all blocks, and itself in no set; its own block is empty. */
  const root: Node<N> = { block: { start: zero, end: zero }, around: undefined, own: zero, within: zero, chosen: 0 };
  let innermost = root;
  for (const { block, nodes } of entries) {
    while (innermost.around !== undefined && innermost.block.end <= block.start) innermost = innermost.around;
    if (compareBlocks(innermost.block, block) !== 0) {
      innermost = { block, around: innermost, own: space.measure(block), within: zero, chosen: 0 };
    }
    nodes.push(innermost);
  }

  const change = ({ nodes }: CoveredSet<N, Owner>, sign: 1 | -1): void => {
    const apply = sign === 1 ? plus : minus;
    for (const node of nodes) {
      const before = node.chosen;
      node.chosen += sign;
      if (before !== (sign === 1 ? 0 : 1)) continue;
      const gain = minus(node.own, node.within);
      for (let at = node.around; at !== undefined; at = at.around) {
        at.within = apply(at.within, gain);
        if (at.chosen > 0) break;
      }
    }
  };

  for (const set of sets) {
    change(set, 1);
    set.alone = root.within;
    change(set, -1);
  }
  return { sets, add: (set) => change(set, 1), remove: (set) => change(set, -1), covered: () => root.within };
}

/** A block comes after those that contain it. */
function compareBlocks<N extends number | bigint>(a: Block<N>, b: Block<N>): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.end === b.end ? 0 : a.end > b.end ? -1 : 1;
}
