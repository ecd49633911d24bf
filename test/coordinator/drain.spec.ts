import { assert } from 'chai';
import * as sinon from 'sinon';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answered, coordinator, invokedWith, unreadableGate } from '../support/coordinator.ts';
import { bucketIdentity, groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const forGroup = (id: string, overrides: Parameters<typeof instruction>[0] = {}) =>
  sqsMessage(instruction({ resource: groupIdentity(id), ...overrides }));
const groups = (count: number) => Array.from({ length: count }, (_, index) => forGroup(`sg-${index}`));

describe('drain', () => {
  it('receives and invokes nothing with the gate closed', async () => {
    const { run, queue, invoke } = coordinator(groups(3), { gate: () => Promise.resolve(false) });

    const summary = await run();

    assert.deepEqual(summary, { gate: 'closed', messages: 0, deadLetters: 0, outcomes: {}, unanswered: 0 });
    assert.deepEqual(queue.waits, []);
    sinon.assert.notCalled(invoke);
  });

  it('rejects, having received nothing, where the gate cannot be read', async () => {
    const { run, queue, invoke } = coordinator(groups(3), { gate: unreadableGate });

    await assertRejects(run(), 'GATE_UNREADABLE');

    assert.deepEqual(queue.waits, []);
    sinon.assert.notCalled(invoke);
  });

  it('stops at the next round when the gate has closed meanwhile', async () => {
    const gate = sinon.stub<[], Promise<boolean>>().resolves(false);
    gate.onFirstCall().resolves(true);
    const { run, arriving, invoke, queue } = coordinator([forGroup('sg-1')], { gate });
    arriving.push(forGroup('sg-2'));

    const summary = await run();

    assert.equal(summary.gate, 'closed');
    assert.deepEqual(invokedWith(invoke), [['sg-1']]);
    assert.lengthOf(queue.visible, 1);
  });

  it('hands on all it finds, and counts what became of it', async () => {
    const invoke = (batch: RemediationBatch) => Promise.resolve(answered(batch, 'nothing-to-do'));
    const { run, queue } = coordinator(groups(23), { invoke });

    const summary = await run();

    assert.deepEqual(summary, {
      gate: 'open',
      messages: 23,
      deadLetters: 0,
      outcomes: { 'nothing-to-do': 23 },
      unanswered: 0,
    });
    assert.deepEqual(queue.deleted, [], 'messages are settled by the remediator');
  });

  it('makes one piece of work of all messages of a resource, one for each rule, and deletes the stale ones', async () => {
    const rule = 'another-rule';
    const { run, invoke, queue } = coordinator([forGroup('sg-1'), forGroup('sg-1'), forGroup('sg-1', { rule })]);

    await run();

    sinon.assert.calledOnce(invoke);
    const [piece, ...others] = invoke.args[0]?.[0].work ?? [];
    assert.deepEqual(others, []);
    assert.deepEqual(
      piece?.messages.map(({ instruction }) => instruction.rule),
      ['security-group-restricted-ports', rule],
    );
    assert.lengthOf(queue.deleted, 1);
  });

  it('never has a resource in two invocations at once, though its messages come in different receives', async () => {
    const inFlight = new Set<string>();
    const twice: string[] = [];
    const invoke = async (batch: RemediationBatch) => {
      for (const { resource } of batch.work) {
        if (inFlight.has(resource.id)) twice.push(resource.id);
        inFlight.add(resource.id);
      }
      await new Promise((resolve) => setImmediate(resolve));
      for (const { resource } of batch.work) inFlight.delete(resource.id);
      return answered(batch);
    };
    const messages = Array.from({ length: 400 }, (_, index) => forGroup(`sg-${index % 130}`));
    const { run, arriving } = coordinator(messages, { invoke });
    arriving.push(...groups(60));

    const summary = await run();

    assert.deepEqual(twice, []);
    assert.equal(summary.messages, 460);
  });

  it('invokes the remediator of each kind', async () => {
    const bucket = instruction({ resource: bucketIdentity(), remediator: 's3-bucket' });
    const { run, invoke } = coordinator([forGroup('sg-1'), sqsMessage(bucket)]);

    await run();

    assert.sameMembers(
      invoke.args.map(([{ remediator }]) => remediator),
      ['security-group', 's3-bucket'],
    );
  });

  it('long-polls for as many seconds as are left, twenty at most', async () => {
    const waits: number[] = [];
    const left = [60_000, 12_900, 0];
    const { run, time, queue } = coordinator([], {
      gate: async () => {
        time.left = left.shift() ?? 0;
        return true;
      },
    });
    queue.receive = async (waitSeconds) => {
      waits.push(waitSeconds);
      return groups(1);
    };

    await run();

    assert.deepEqual(waits, [20, 12, 0]);
  });

  it('goes on polling an empty queue while it has time, and works at once what comes', async () => {
    let left = 60_000;
    const { run, queue, invoke } = coordinator([], { remainingMs: () => left });
    const polls = [[], [], [forGroup('sg-1')], []];
    queue.receive = async () => {
      left -= 15_000;
      return polls.shift() ?? [];
    };

    const summary = await run();

    assert.deepEqual(invokedWith(invoke), [['sg-1']]);
    assert.deepEqual(summary.outcomes, { mended: 1 });
  });

  it('takes the rest of a full receive without waiting, two hundred messages at most', async () => {
    const { run, queue } = coordinator(groups(230));

    await run();

    assert.deepEqual(queue.waits, [20, ...Array.from({ length: 19 }, () => 0), 20, 0, 0, 0, 20]);
  });

  it('ends where less than a second is left and nothing has come', async () => {
    const { run, queue, time } = coordinator([]);
    time.left = 900;

    await run();

    assert.deepEqual(queue.waits, [0]);
  });

  it('does nothing without time', async () => {
    const { run, queue, time } = coordinator(groups(1));
    time.left = 0;

    await run();

    assert.deepEqual(queue.waits, []);
  });

  it('gives back at once what it has no time left to start', async () => {
    const invoke = async (batch: RemediationBatch) => {
      started.time.left = 0;
      return answered(batch);
    };
    const accounts = Array.from({ length: 12 }, (_, index) => String(100_000_000_000 + index));
    const members = accountsOf(...accounts.map((id) => memberAccount({ id })));
    const started = coordinator(groups(200), { invoke, accounts: () => Promise.resolve(members) });
    started.queue.visible.splice(0, 200, ...accounts.map((accountId) => forAccount(accountId)));

    const summary = await started.run();

    assert.isBelow(started.invoke.callCount, 12);
    assert.lengthOf(started.queue.givenBack, 12 - started.invoke.callCount);
    assert.isTrue(started.queue.givenBack.every(({ afterSeconds }) => afterSeconds === 0));
    assert.equal(summary.unanswered, started.queue.givenBack.length);
  });

  it('ends the run when a remediator refuses, so as not to ask it again and again', async () => {
    const invoke = (batch: RemediationBatch) => Promise.resolve(answered(batch, 'refused'));
    const { run, arriving, queue } = coordinator([forGroup('sg-1')], { invoke });
    arriving.push(forGroup('sg-2'));

    const summary = await run();

    assert.deepEqual(summary.outcomes, { refused: 1 });
    assert.lengthOf(queue.visible, 1);
  });
});

function forAccount(accountId: string) {
  return forGroup('sg-1', { resource: groupIdentity('sg-1', { accountId }) });
}
