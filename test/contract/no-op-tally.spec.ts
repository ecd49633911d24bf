import { assert } from 'chai';
import * as v from 'valibot';
import { initialNoOpTally, NoOpTally, noOpsSince, withNoOps } from '../../contract/no-op-tally.ts';

const at = (time: string) => new Date(`2026-11-20T${time}Z`);

describe('the count of no-ops', () => {
  it('begins with nothing, and is of its schema', () => {
    assert.isEmpty(noOpsSince(initialNoOpTally, at('00:00:00')));
    assert.isTrue(v.is(NoOpTally, withNoOps(initialNoOpTally, { a: 1 }, at('10:07:30'))));
  });

  it('adds up what falls into the same ten minutes, by rule', () => {
    const first = withNoOps(initialNoOpTally, { a: 1, b: 2 }, at('10:00:00'));
    const second = withNoOps(first, { a: 3 }, at('10:09:59'));

    assert.deepEqual(second.spans, [{ from: '2026-11-20T10:00:00.000Z', byRule: { a: 4, b: 2 } }]);
  });

  it('counts by any name that a rule may be given', () => {
    const first = withNoOps(initialNoOpTally, { constructor: 1 }, at('10:00:00'));
    const second = withNoOps(first, { constructor: 2, tostring: 1 }, at('10:01:00'));

    assert.deepEqual(
      [...noOpsSince(second, at('10:00:00'))],
      [
        ['constructor', 3],
        ['tostring', 1],
      ],
    );
  });

  it('tells those since a moment, to ten minutes', () => {
    let tally = initialNoOpTally;
    for (const time of ['09:55:00', '10:05:00', '11:00:00']) tally = withNoOps(tally, { a: 1 }, at(time));

    assert.deepEqual([...noOpsSince(tally, at('10:00:00'))], [['a', 2]]);
  });

  it('counts no further than what can be summed up, whoever wrote it', () => {
    const spans = ['10:00:00', '10:10:00'].map((time) => ({ from: at(time).toISOString(), byRule: { a: 1e9 } }));
    const tally = v.parse(NoOpTally, { version: 1, spans });

    assert.deepEqual([...noOpsSince(withNoOps(tally, { a: 5 }, at('10:15:00')), at('10:00:00'))], [['a', 2e9]]);
    assert.isFalse(
      v.is(NoOpTally, { version: 1, spans: [{ from: at('10:00:00').toISOString(), byRule: { a: 1e308 } }] }),
    );
  });

  it('forgets what no digest looks back to, and nothing that one does', () => {
    const old = withNoOps(initialNoOpTally, { a: 1 }, new Date('2026-11-19T10:05:00Z'));

    assert.lengthOf(withNoOps(old, { b: 1 }, at('10:04:00')).spans, 2);
    assert.lengthOf(withNoOps(old, { b: 1 }, at('12:01:00')).spans, 1);
  });
});
