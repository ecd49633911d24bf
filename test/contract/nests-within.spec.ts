import { assert } from 'chai';
import { nestsWithin } from '../../contract/nests-within.ts';

/** `chain(2)` is {in: {in: 1}}. */
function chain(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { in: value } : [value];
  return value;
}

describe('nestsWithin', () => {
  for (const [levels, value, expected] of [
    [0, 'text', true],
    [0, {}, true],
    [0, [1], false],
    [1, [1, null, 'x'], true],
    [1, [[1]], false],
    [2, { a: [1], b: 2 }, true],
    [2, { a: 1, b: [[1]] }, false],
    [32, chain(32), true],
    [32, chain(33), false],
  ] as const) {
    it(`says ${expected} of ${JSON.stringify(value).slice(0, 40)} within ${levels}`, () => {
      assert.equal(nestsWithin(levels, value), expected);
    });
  }

  it('does not run out of stack itself', () => {
    assert.isFalse(nestsWithin(32, chain(200_000)));
    assert.isTrue(nestsWithin(300_000, chain(200_000)));
  });
});
