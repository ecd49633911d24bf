import { assert } from 'chai';
import { besideLooks, secondsApart, secondsOf } from '../../bench/soak-samples.ts';

describe('the time of a mend without that of samples', () => {
  const looks = [
    { from: 10_000, to: 11_000 },
    { from: 20_000, to: 20_500 },
  ];

  for (const [what, openedAt, closedAt, expected] of [
    ['none was taken', 12_000, 13_000, 1],
    ['one was taken in the middle of it', 9000, 12_500, 2.5],
    ['one was being taken when it began', 10_750, 11_500, 0.5],
    ['one was being taken when it ended', 9500, 10_750, 0.5],
    ['it is longer than the time between two', 9000, 21_000, 10.5],
    ['it took all of its time while one was taken', 10_250, 10_750, 0],
    ['one was taken just before it', 11_000, 12_000, 1],
  ] as const) {
    it(`is ${expected} s where ${what}`, () => {
      const mended = { openedAt, closedAt };

      assert.equal(secondsApart(mended, looks), expected);
      assert.equal(besideLooks([mended], looks), expected < secondsOf(mended) ? 1 : 0);
    });
  }
});
