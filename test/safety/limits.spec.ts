import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { defaultLimits, parseLimits } from '../../safety/limits.ts';
import { assertFails } from '../support/assert-fails.ts';

describe('the limits of the breaker', () => {
  it('are read from the setting as they are written', () => {
    const limits = { perRun: 1, perHour: 1, sharePercent: 100, shareFrom: 1, tugOfWar: 1 };

    assert.deepEqual(parseLimits(JSON.stringify(limits)), limits);
    assert.deepEqual(parseLimits(JSON.stringify(defaultLimits)), defaultLimits);
  });

  for (const [what, text, message] of [
    ['is no JSON', '{', 'environment variable BREAKER_LIMITS is not JSON'],
    ['is nothing', 'null', 'environment variable BREAKER_LIMITS: '],
    ['lacks a limit', JSON.stringify({ ...defaultLimits, perHour: undefined }), 'BREAKER_LIMITS: perHour is missing'],
    ['has one that nobody knows', JSON.stringify({ ...defaultLimits, perDay: 1 }), 'perDay is not a known field'],
    ['allows no mend in a run', JSON.stringify({ ...defaultLimits, perRun: 0 }), 'perRun should be >=1'],
    ['allows half a mend', JSON.stringify({ ...defaultLimits, tugOfWar: 1.5 }), 'tugOfWar is malformed'],
    ['allows no share', JSON.stringify({ ...defaultLimits, sharePercent: 0.5 }), 'sharePercent should be >=1'],
    ['allows more than all', JSON.stringify({ ...defaultLimits, sharePercent: 101 }), 'sharePercent should be <=100'],
  ] as const) {
    it(`are refused where the setting ${what}`, () => {
      assertFails(() => parseLimits(text), 'SETTING_INVALID', message);
    });
  }

  it('are refused with what the reader of JSON said', () => {
    try {
      parseLimits('{');
      assert.fail('they were taken');
    } catch (error) {
      assert.instanceOf(error instanceof Failure ? error.cause : undefined, SyntaxError);
    }
  });
});
