import { assert } from 'chai';
import { putBackSeconds } from '../../notifier/put-back.ts';

describe('putBackSeconds', () => {
  for (const [receives, expected] of [
    [1, 15],
    [2, 30],
    [3, 60],
    [6, 480],
    [7, 900],
    [1000, 900],
    [0, 15],
  ] as const) {
    it(`is ${expected} s after ${receives} receives`, () => {
      assert.equal(putBackSeconds(receives), expected);
    });
  }

  it('is what Slack asks for where that is longer, within what SQS can do', () => {
    assert.equal(putBackSeconds(1, 40), 40);
    assert.equal(putBackSeconds(4, 40), 120);
    assert.equal(putBackSeconds(1, 100_000), 21_600);
  });

  it('reaches the thousandth receive after more than ten days', () => {
    const seconds = Array.from({ length: 1000 }, (_, at) => putBackSeconds(at + 1)).reduce((sum, one) => sum + one, 0);

    assert.isAbove(seconds / 86_400, 10);
    // Then a message has still some days of its 14 in the dead-letter queue, where the days go on counting.
    assert.isBelow(seconds / 86_400, 11);
  });
});
