import { assert } from 'chai';
import { valuesWithin } from '../../contract/values-within.ts';

describe('valuesWithin', () => {
  for (const [most, value, expected] of [
    [1, 'text', true],
    [0, 'text', false],
    [1, {}, true],
    [3, [1, null], true],
    [2, [1, null], false],
    [5, { a: [1, 2], b: null }, true],
    [4, { a: [1, 2], b: null }, false],
  ] as const) {
    it(`says ${expected} of ${JSON.stringify(value)} within ${most}`, () => {
      assert.equal(valuesWithin(most, value), expected);
    });
  }

  it('does not run out of stack itself', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));

    assert.isTrue(valuesWithin(50_000, deep));
    assert.isFalse(valuesWithin(49_999, deep));
  });
});
