import { assert } from 'chai';
import * as sinon from 'sinon';
import { LocalClock } from '../../../local/clock.ts';
import { Pending } from '../../../local/pending.ts';

/** Whether a promise is resolved once every microtask has run. */
async function isResolved(promise: Promise<unknown>): Promise<boolean> {
  const later = new Promise((resolve) => setImmediate(() => resolve('later')));
  return (await Promise.race([promise.then(() => 'resolved'), later])) === 'resolved';
}

describe('What is pending in the local account', () => {
  it('settles at once when nothing is', () => new Pending(new LocalClock({ frozen: true })).settled());

  it('waits for every piece of work, however often one says that it is done', async () => {
    const pending = new Pending(new LocalClock());
    const [first, second] = [pending.begin(), pending.begin()];
    const settled = pending.settled();

    first();
    first();
    const early = await isResolved(settled);
    second();
    await settled;

    assert.isFalse(early);
  });

  it('waits for work begun by work', async () => {
    const pending = new Pending(new LocalClock());
    const first = pending.begin();
    const settled = pending.settled();

    const second = pending.begin();
    first();
    const early = await isResolved(settled);
    second();
    await settled;

    assert.isFalse(early);
  });

  it('moves a frozen clock from delivery to delivery and no further', async () => {
    const clock = new LocalClock({ frozen: true });
    const pending = new Pending(clock);
    const start = clock.now();
    const at: number[] = [];
    const schedule = sinon.fake();
    clock.after(60_000, schedule);
    pending.after(5, () => {
      at.push(clock.now() - start);
      pending.after(7, () => at.push(clock.now() - start));
    });

    await pending.settled();

    assert.deepEqual(at, [5, 12]);
    assert.equal(clock.now(), start + 12);
    sinon.assert.notCalled(schedule);
  });

  it('does not move a frozen clock while work is running', async () => {
    const clock = new LocalClock({ frozen: true });
    const pending = new Pending(clock);
    const delivered = sinon.fake();
    const end = pending.begin();
    pending.after(5, delivered);

    const settled = pending.settled();
    const early = await isResolved(settled);
    sinon.assert.notCalled(delivered);
    end();
    await settled;

    assert.isFalse(early);
    sinon.assert.calledOnce(delivered);
  });

  it('waits for deliveries on a running clock', async () => {
    const clock = new LocalClock();
    const pending = new Pending(clock);
    const delivered = sinon.fake();
    pending.after(3, delivered);

    await pending.settled();

    sinon.assert.calledOnce(delivered);
    clock.stop();
  });

  it('forgets a delivery that was taken back', async () => {
    const pending = new Pending(new LocalClock());
    const delivered = sinon.fake();
    const cancel = pending.after(60_000, delivered);
    const settled = pending.settled();

    cancel();
    await settled;

    sinon.assert.notCalled(delivered);
  });

  it('waits for nothing once its clock is stopped', async () => {
    const clock = new LocalClock({ frozen: true });
    const pending = new Pending(clock);
    pending.after(5, () => {});
    clock.stop();

    await pending.settled();
  });

  it('goes from one to the next of 5,000 deliveries at different times within a second', async () => {
    const pending = new Pending(new LocalClock({ frozen: true }));
    const delivered = sinon.fake();
    for (let at = 1; at <= 5_000; at++) pending.after(at, delivered);

    await pending.settled();

    sinon.assert.callCount(delivered, 5_000);
  }).timeout(1000);

  for (const frozen of [true, false]) {
    it(`closes a window once all else is done, in no time, on a ${frozen ? 'frozen' : 'running'} clock`, async () => {
      const clock = new LocalClock({ frozen });
      const pending = new Pending(clock);
      const [start, order] = [clock.now(), [] as string[]];
      pending.window(300_000, () => {
        order.push('closed');
        pending.after(2, () => order.push('after it'));
      });
      pending.after(3, () => order.push('before it'));

      await pending.settled();

      assert.deepEqual(order, ['before it', 'closed', 'after it']);
      assert.isBelow(clock.now() - start, 5_000);
      clock.stop();
    });
  }

  it('closes a window when its time is over, once, and not one that was given up', async () => {
    const clock = new LocalClock({ frozen: true });
    const pending = new Pending(clock);
    const [closed, givenUp] = [sinon.fake(), sinon.fake()];
    pending.window(1000, closed);
    pending.window(1000, givenUp)();

    clock.advance(999);
    sinon.assert.notCalled(closed);
    clock.advance(1);
    await pending.settled();

    sinon.assert.calledOnce(closed);
    sinon.assert.notCalled(givenUp);
  });

  it('lets every waiter go when stopped, and delivers nothing more', async () => {
    const clock = new LocalClock({ frozen: true });
    const pending = new Pending(clock);
    const delivered = sinon.fake();
    pending.begin();
    pending.after(5, delivered);
    const settled = pending.settled();

    pending.stop();
    await settled;
    clock.advance(10);

    sinon.assert.notCalled(delivered);
  });
});
