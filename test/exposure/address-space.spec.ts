import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Block, byStart, ipv4Space, ipv6Space, subtract, union } from '../../exposure/address-space.ts';

/** A universe small enough to count address by address. */
const universe = Array.from({ length: 64 }, (_, address) => address);

const block: fc.Arbitrary<Block<number>> = fc
  .tuple(fc.nat({ max: 64 }), fc.nat({ max: 64 }))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const blocks = fc.array(block, { maxLength: 6 });

function has(blocks: readonly Block<number>[], address: number): boolean {
  return blocks.some(({ start, end }) => start <= address && address < end);
}

describe('an address space', () => {
  it('measures a union as counting its addresses one by one does', () => {
    fc.assert(
      fc.property(blocks, blocks, (internet, sources) => {
        const counted = universe.filter((address) => has(internet, address) && has(sources, address)).length;

        assert.equal(ipv4Space(internet).measureUnion(sources), counted);
      }),
      { numRuns: 500 },
    );
  });

  it('measures bigint addresses alike', () => {
    const wide = ({ start, end }: Block<number>) => ({ start: BigInt(start) << 120n, end: BigInt(end) << 120n });
    fc.assert(
      fc.property(blocks, blocks, (internet, sources) => {
        const narrow = ipv4Space(internet).measureUnion(sources);

        const measured = ipv6Space(internet.map(wide)).measureUnion(sources.map(wide));

        assert.equal(measured, BigInt(narrow) << 120n);
      }),
    );
  });

  it('measures one block, and itself', () => {
    fc.assert(
      fc.property(blocks, block, (internet, one) => {
        const space = ipv4Space(internet);

        assert.equal(space.measure(one), universe.filter((at) => has(internet, at) && has([one], at)).length);
        assert.equal(space.total, space.measure({ start: 0, end: 64 }));
      }),
    );
  });

  it('is made of what is left after subtracting, once', () => {
    fc.assert(
      fc.property(blocks, blocks, (from, holes) => {
        const left = subtract(from, holes);

        for (const address of universe) assert.equal(has(left, address), has(from, address) && !has(holes, address));
        assert.deepEqual(union(left), left);
        for (const { start, end } of left) assert.isBelow(start, end);
      }),
    );
  });

  it('is made of blocks that neither overlap nor touch, none of them empty', () => {
    const given = [
      { start: 8, end: 16 },
      { start: 40, end: 40 },
      { start: 0, end: 4 },
      { start: 16, end: 20 },
      { start: 4, end: 6 },
      { start: 9, end: 10 },
    ];

    assert.deepEqual(union(given), [
      { start: 0, end: 6 },
      { start: 8, end: 20 },
    ]);
  });

  it('has its blocks in the order of their first addresses, whatever their size', () => {
    const [low, high, long] = [
      { start: 1, end: 2 },
      { start: 3, end: 4 },
      { start: 1, end: 9 },
    ];

    assert.isBelow(byStart(low, high), 0);
    assert.isAbove(byStart(high, low), 0);
    assert.equal(byStart(low, long), 0);
  });
});
