import { assert } from 'chai';
import { graceMs, longestGraceDays } from '../../contract/grace-length.ts';

const minute = 60_000;

describe('the length of a grace period', () => {
  for (const [text, ms] of [
    ['1m', minute],
    ['30m', 30 * minute],
    ['14400m', longestGraceDays * 24 * 60 * minute],
    ['24h', 24 * 60 * minute],
    ['240h', longestGraceDays * 24 * 60 * minute],
    ['7d', 7 * 24 * 60 * minute],
    ['10d', longestGraceDays * 24 * 60 * minute],
  ] as const) {
    it(`is ${ms / minute} minutes for ${text}`, () => {
      assert.equal(graceMs(text), ms);
    });
  }

  for (const text of [
    '',
    '0m',
    '14401m',
    '241h',
    '11d',
    '1w',
    '30',
    'm',
    ' 1h',
    '1h ',
    '1h\n',
    '1H',
    '1.5h',
    '-1h',
    '1e1h',
  ]) {
    it(`is none of our forms for ${JSON.stringify(text)}`, () => {
      assert.isUndefined(graceMs(text));
    });
  }

  it('takes every whole number of a unit up to the longest, and no other', () => {
    for (const [unit, most] of [
      ['m', longestGraceDays * 1440],
      ['h', longestGraceDays * 24],
      ['d', longestGraceDays],
    ] as const) {
      const taken = Array.from({ length: most + 2 }, (_, count) => count).filter(
        (count) => graceMs(`${count}${unit}`) !== undefined,
      );
      assert.deepEqual([taken.length, taken[0], taken.at(-1)], [most, 1, most], unit);
    }
  });
});
