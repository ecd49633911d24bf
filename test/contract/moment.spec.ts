import { assert } from 'chai';
import * as v from 'valibot';
import { moment } from '../../contract/moment.ts';

describe('a moment', () => {
  for (const text of ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.123+05:30', '9999-12-31T23:59:59.999Z']) {
    it(`is ${text}`, () => {
      assert.isTrue(v.is(moment, text));
    });
  }

  for (const [why, text] of [
    ['has a zone of hours alone, which Date does not read', '2026-11-20T12:00:00+05'],
    ['is of the year 10000 in the zone that ids are written in', '9999-12-31T23:59:59-23:59'],
    ['is before there were clocks that count from 1970', '1969-12-31T23:59:59Z'],
    ['is no day', '2026-11-20'],
  ] as const) {
    it(`is nothing that ${why}`, () => {
      assert.isFalse(v.is(moment, text));
    });
  }
});
