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

        assert.equal(ipv4Space(internet).measureUnion(sources.toSorted(byStart)), counted);
      }),
      { numRuns: 500 },
    );
  });

  it('measures bigint addresses alike', () => {
    const wide = ({ start, end }: Block<number>) => ({ start: BigInt(start) << 120n, end: BigInt(end) << 120n });
    fc.assert(
      fc.property(blocks, blocks, (internet, sources) => {
        const narrow = ipv4Space(internet).measureUnion(sources.toSorted(byStart));

        const measured = ipv6Space(internet.map(wide)).measureUnion(sources.map(wide).sort(byStart));

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
      }),
    );
  });
});
