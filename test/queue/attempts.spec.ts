import { assert } from 'chai';
import { backoffSeconds } from '../../queue/attempts.ts';

describe('backoffSeconds', () => {
  for (const [attempt, seconds] of [
    [0, 15],
    [1, 30],
    [4, 240],
    [6, 900],
    [60, 900],
    [10_000, 900],
  ] as const) {
    it(`waits ${seconds} seconds after attempt ${attempt}`, () => {
      assert.equal(backoffSeconds(attempt), seconds);
    });
  }
});
