import { assert } from 'chai';
import { InvalidArgumentError } from 'commander';
import { duration, moment } from '../../cli/moment.ts';

const now = new Date('2026-11-20T12:00:00Z');

describe('a duration on the command line', () => {
  for (const [text, ms] of [
    ['90m', 5_400_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
  ] as const) {
    it(`may be ${text}`, () => {
      assert.equal(duration(text), ms);
    });
  }

  for (const text of ['', '0h', '-1h', '24', 'h', '1.5h', '24H', '1 h', '9999999d']) {
    it(`may not be ${JSON.stringify(text)}`, () => {
      assert.throws(() => duration(text), InvalidArgumentError, 'not a duration');
    });
  }
});

describe('a moment on the command line', () => {
  for (const [text, iso] of [
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
    ['2026-11-01T08:30Z', '2026-11-01T08:30:00.000Z'],
    ['2026-11-01T08:30:15+02:00', '2026-11-01T06:30:15.000Z'],
    ['3d', '2026-11-17T12:00:00.000Z'],
    ['12h', '2026-11-20T00:00:00.000Z'],
  ] as const) {
    it(`may be ${text}`, () => {
      assert.equal(moment(text, now).toISOString(), iso);
    });
  }

  for (const text of [
    '',
    'yesterday',
    '2026-02-31',
    '2026-13-01',
    '2026-11-01T08:30',
    '01.11.2026',
    '2026-11-01T25:00Z',
  ]) {
    it(`may not be ${JSON.stringify(text)}`, () => {
      assert.throws(() => moment(text, now), InvalidArgumentError, 'not a date');
    });
  }
});
