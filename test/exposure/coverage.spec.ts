import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Block, ipv4Space, ipv6Space, numbers, bigints } from '../../exposure/address-space.ts';
import { coverage } from '../../exposure/coverage.ts';

/** Blocks as CIDRs are: of a power of two, aligned to it. */
const block = fc
  .nat({ max: 6 })
  .chain((power) =>
    fc
      .nat({ max: 2 ** (6 - power) - 1 })
      .map((at): Block<number> => ({ start: at * 2 ** power, end: (at + 1) * 2 ** power })),
  );
const sets = fc.array(fc.array(block, { maxLength: 4 }), { minLength: 1, maxLength: 8 });
const moves = fc.array(fc.nat({ max: 7 }), { maxLength: 30 });
const space = [
  { start: 3, end: 17 },
  { start: 20, end: 64 },
];
const wide = ({ start, end }: Block<number>): Block<bigint> => ({
  start: BigInt(start) << 100n,
  end: BigInt(end) << 100n,
});

describe('coverage', () => {
  it('counts what a changing choice of sets covers, as a count from scratch does, in both families', () => {
    fc.assert(
      fc.property(sets, moves, (sets, moves) => {
        const ipv4 = coverage(sets, (set) => set, ipv4Space(space), numbers);
        const ipv6 = coverage(sets, (set) => set.map(wide), ipv6Space(space.map(wide)), bigints);
        const chosen: number[] = [];
        for (const move of moves) {
          const at = move % sets.length;
          const [narrow, broad] = [ipv4.sets[at], ipv6.sets[at]];
          if (narrow === undefined || broad === undefined) throw new Error(`no set ${at}`);
          if (chosen.includes(at)) {
            chosen.splice(chosen.indexOf(at), 1);
            ipv4.remove(narrow);
            ipv6.remove(broad);
          } else {
            chosen.push(at);
            ipv4.add(narrow);
            ipv6.add(broad);
          }
          const blocks = chosen.flatMap((at) => sets[at] ?? []);
          const expected = ipv4Space(space).measureUnion(blocks);
          assert.equal(ipv4.covered(), expected);
          assert.equal(ipv6.covered(), BigInt(expected) << 100n);
        }
      }),
    );
  });

  it('measures each set alone', () => {
    const sets = [
      [{ start: 0, end: 64 }],
      [],
      [
        { start: 16, end: 32 },
        { start: 16, end: 24 },
        { start: 0, end: 4 },
      ],
    ];

    const measured = coverage(sets, (set) => set, ipv4Space(space), numbers);

    assert.deepEqual(
      measured.sets.map(({ owner, alone }) => [owner, alone]),
      [
        [sets[0], 58],
        [sets[1], 0],
        [sets[2], 14],
      ],
    );
    assert.equal(measured.covered(), 0);
  });
});
