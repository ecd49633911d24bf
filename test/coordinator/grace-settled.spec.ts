import { assert } from 'chai';
import type { GracePeriod, GraceState } from '../../contract/grace-state.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { isSettled, pruned } from '../../coordinator/grace-period.ts';
import { instructionId } from '../../rules/instruct.ts';
import { answered, coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const inSeconds = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
const id = instructionId(groupIdentity('sg-1'), 'security-group-restricted-ports');
const over: GracePeriod = { since: inSeconds(-7200), until: inSeconds(-60), begun: true };
const stateOf = (period: GracePeriod): GraceState => ({ version: 1, periods: { [id]: period } });
const found = (seconds: number, overrides: Partial<Instruction> = {}, messageId = 'm') =>
  sqsMessage(
    instruction({
      resource: groupIdentity('sg-1'),
      evidence: { source: 'config', capturedAt: inSeconds(seconds) },
      notBefore: inSeconds(seconds + 7140),
      ...overrides,
    }),
    messageId,
  );

describe('A grace period whose violation was mended', () => {
  for (const outcome of ['mended', 'nothing-to-do'] as const) {
    it(`is noted as settled where the remediator answers ${outcome}`, async () => {
      const invoke = (batch: Parameters<typeof answered>[0]) => Promise.resolve(answered(batch, outcome));
      const { run, graceStore } = coordinator([found(-7200)], { invoke });
      graceStore.state = stateOf(over);

      await run();

      assert.deepEqual(graceStore.state, stateOf({ ...over, settledAt: now.toISOString() }));
    });
  }

  for (const outcome of ['failed', 'partly-mended', 'refused', 'exempt', 'contested'] satisfies Outcome[]) {
    it(`goes on counting where the remediator answers ${outcome}`, async () => {
      const invoke = (batch: Parameters<typeof answered>[0]) => Promise.resolve(answered(batch, outcome));
      const { run, graceStore } = coordinator([found(-7200)], { invoke });
      graceStore.state = stateOf(over);

      await run();

      assert.deepEqual(graceStore.state, stateOf(over));
    });
  }

  it('goes on counting where that could not be noted', async () => {
    const { run, graceStore, report } = coordinator([found(-7200)]);
    graceStore.state = stateOf(over);
    graceStore.unwritable = true;

    await run();

    assert.isTrue(report.calledWithMatch('grace periods were not noted'));
    assert.deepEqual(graceStore.state, stateOf(over));
  });

  it('is noted beside what somebody else noted meanwhile', async () => {
    const { run, graceStore } = coordinator([found(-7200)]);
    const theirs = { since: inSeconds(-60), until: inSeconds(600), begun: true };
    graceStore.state = stateOf(over);
    graceStore.overtakenBy = { version: 1, periods: { [id]: over, theirs } };

    await run();

    const settled = { ...over, settledAt: now.toISOString() };
    assert.deepEqual(graceStore.state, { version: 1, periods: { [id]: settled, theirs } });
  });

  it('does not mend at once, by a message that was left over, what has been opened since', async () => {
    const { run, queue, invoke } = coordinator([found(-7200, { announced: true }, 'left-over')]);
    const { graceStore } = coordinator([]);
    graceStore.state = stateOf({ ...over, settledAt: inSeconds(-30) });
    const again = coordinator([found(-7200, { announced: true }, 'left-over')], { graceStore });

    await run();
    await again.run();

    assert.deepEqual(invokedWith(invoke), [['sg-1']], 'as long as it is not settled');
    assert.deepEqual(queue.deleted, []);
    assert.deepEqual(invokedWith(again.invoke), []);
    assert.deepEqual(again.queue.deleted, ['left-over']);
    assert.deepEqual(again.topic.told, []);
  });

  it('hands on what was tried before, since people may still have to be told of it', async () => {
    const { run, queue, invoke, graceStore } = coordinator([found(-7200, { announced: true, attempt: 1 })]);
    graceStore.state = stateOf({ ...over, settledAt: inSeconds(-30) });

    await run();

    assert.deepEqual(invokedWith(invoke), [['sg-1']]);
    assert.deepEqual(queue.deleted, []);
  });

  it('gives what is found later a period of its own, though nobody says that it began', async () => {
    const { run, graceStore, topic, invoke } = coordinator([
      found(-7200, { announced: true }, 'left-over'),
      found(-10, { notBefore: inSeconds(600) }, 'sweep'),
    ]);
    graceStore.state = stateOf({ ...over, settledAt: inSeconds(-300) });

    await run();

    assert.deepEqual(invokedWith(invoke), []);
    assert.lengthOf(topic.told, 1);
    assert.deepEqual(graceStore.state, stateOf({ since: inSeconds(-10), until: inSeconds(600), begun: true }));
  });

  it('keeps for what has come back the period that this has, beside what is still to be told of the mend before', async () => {
    const { run, queue, graceStore, invoke } = coordinator([
      found(-7200, { announced: true, attempt: 1 }, 'to be told'),
      found(-10, { notBefore: inSeconds(600) }, 'back'),
    ]);
    graceStore.state = stateOf({ ...over, settledAt: inSeconds(-300) });

    await run();

    assert.deepEqual(invokedWith(invoke), []);
    assert.deepEqual(graceStore.state, stateOf({ since: inSeconds(-10), until: inSeconds(600), begun: true }));
    assert.deepEqual(
      queue.putOffs.map(({ instruction: { notBefore } }) => notBefore),
      [inSeconds(600)],
    );
  });

  it('drops nothing that clocks apart could have made older than it is', () => {
    const settled = { ...over, settledAt: inSeconds(0) };

    assert.deepEqual(
      [-11, -10, -1, 1].map((seconds) => isSettled(settled, inSeconds(seconds))),
      [true, false, false, false],
    );
    assert.isFalse(isSettled(over, inSeconds(-7200)));
    assert.isFalse(isSettled(undefined, inSeconds(-7200)));
  });

  it('is kept for as long after it was settled as after its end', () => {
    const late = { ...over, until: inSeconds(-7200), settledAt: inSeconds(-3599) };
    const gone = { ...over, until: inSeconds(-7200), settledAt: inSeconds(-3600) };

    assert.deepEqual(pruned({ late, gone }, now), { late });
  });
});
