import { assert } from 'chai';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import { LocalClock } from '../../../local/clock.ts';

describe('The local clock', () => {
  it('stands still while frozen, and moves by advance only', () => {
    const clock = new LocalClock({ startAt: 1_000_000, frozen: true });
    const start = clock.now();

    clock.advance(250);

    assert.isTrue(clock.frozen);
    assert.approximately(start, 1_000_000, 5);
    assert.equal(clock.now(), start + 250);
  });

  it('runs with real time from where it was started', async () => {
    const clock = new LocalClock({ startAt: 1_000_000 });

    await clock.sleep(5);

    assert.isFalse(clock.frozen);
    assert.isAtLeast(clock.now(), 1_000_004);
    assert.isBelow(clock.now(), 1_060_000);
    clock.stop();
  });

  it('fires timers in the order of their due times, each at its own moment', () => {
    const clock = new LocalClock({ frozen: true });
    const start = clock.now();
    const fired: [string, number][] = [];
    for (const [name, delay] of [
      ['late', 30],
      ['early', 10],
      ['also late', 30],
      ['never', 50],
    ] as const) {
      clock.after(delay, () => fired.push([name, clock.now() - start]));
    }

    clock.advance(40);

    assert.deepEqual(fired, [
      ['early', 10],
      ['late', 30],
      ['also late', 30],
    ]);
    assert.equal(clock.now(), start + 40);
  });

  it('fires within one advance what a timer sets on the way', () => {
    const clock = new LocalClock({ frozen: true });
    const tick = sinon.fake(() => {
      clock.after(60, tick);
    });
    clock.after(60, tick);

    clock.advance(300);

    sinon.assert.callCount(tick, 5);
  });

  it('does not fire what was cancelled, even by a timer of the same moment', () => {
    const clock = new LocalClock({ frozen: true });
    const cancelled = sinon.fake();
    const cancels: (() => void)[] = [];
    clock.after(10, () => cancels.forEach((cancel) => cancel()));
    cancels.push(clock.after(10, cancelled), clock.after(20, cancelled));

    clock.advance(100);

    sinon.assert.notCalled(cancelled);
  });

  it('stands exactly where it was told to start', () => {
    const startAt = Date.parse('2026-11-20T10:00:00.500Z');

    for (let time = 0; time < 1000; time++) {
      assert.equal(new LocalClock({ startAt, frozen: true }).now(), startAt);
    }
  });

  it('fires what is due although a timer throws, and throws that', () => {
    const clock = new LocalClock({ frozen: true });
    const [same, later] = [sinon.fake(), sinon.fake()];
    clock.after(5, () => {
      throw new RangeError('in a timer');
    });
    clock.after(5, same);
    clock.after(9, later);

    assert.throws(() => clock.advance(7), RangeError);
    sinon.assert.calledOnce(same);
    clock.advance(9);

    sinon.assert.calledOnce(later);
  });

  it('takes no timer once it is stopped, and fires none that was due with the one that stopped it', () => {
    const clock = new LocalClock({ frozen: true });
    const fired = sinon.fake();
    clock.after(5, () => clock.stop());
    clock.after(5, fired);

    clock.advance(5);
    clock.after(0, fired);
    clock.advance(5);

    assert.isTrue(clock.stopped);
    sinon.assert.notCalled(fired);
  });

  it('forgets every timer when stopped', () => {
    const clock = new LocalClock({ frozen: true });
    const forgotten = sinon.fake();
    clock.after(10, forgotten);

    clock.stop();
    clock.advance(100);

    sinon.assert.notCalled(forgotten);
  });

  it('fires any set of timers once each, sorted, those of one moment in the order they were set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 40 }), (delays) => {
        const clock = new LocalClock({ frozen: true });
        const fired: number[] = [];
        for (const [index, delay] of delays.entries()) clock.after(delay, () => fired.push(index));

        clock.advance(50);

        const expected = delays
          .map((delay, index) => ({ delay, index }))
          .toSorted((a, b) => a.delay - b.delay || a.index - b.index)
          .map(({ index }) => index);
        assert.deepEqual(fired, expected);
      }),
    );
  });
});
