import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import type { Invocation } from '../../coordinator/invoke-remediator.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answered, coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const forGroup = (id: string, overrides: Parameters<typeof instruction>[0] = {}) =>
  sqsMessage(instruction({ resource: groupIdentity(id), ...overrides }), `about ${id}`);
const ending = (kind: 'not-started' | 'crashed' | 'unknown', reason = 'out of memory') => {
  return (batch: RemediationBatch): Promise<Invocation> =>
    Promise.resolve(batch.work.some(({ resource }) => resource.id === 'sg-1') ? { kind, reason } : answered(batch));
};

describe('drain, with messages that cannot be worked', () => {
  it('moves a poison message to the dead letters with its reason, tells of it, and works the rest', async () => {
    const { run, queue, topic, invoke } = coordinator([
      sqsMessage('rubbish', 'poison'),
      forGroup('sg-2'),
      sqsMessage(instruction({ remediator: 's3-account' }), 'unroutable'),
    ]);

    const summary = await run();

    assert.equal(summary.deadLetters, 2);
    assert.deepEqual(
      queue.deadLetters.map(({ messageId, body, code }) => [messageId, body.slice(0, 7), code]),
      [
        ['poison', 'rubbish', 'MESSAGE_INVALID'],
        ['unroutable', '{"versi', 'MESSAGE_UNROUTABLE'],
      ],
    );
    assert.deepEqual(topic.told[0], {
      version: 1,
      kind: 'dead-letter',
      messageId: 'poison',
      failure: {
        code: 'MESSAGE_INVALID',
        message: 'fix instruction: the body is not JSON',
        next: 'Read the reason on the message in the dead-letter queue.',
      },
      at: '2026-11-20T12:00:00.000Z',
    });
    assert.propertyVal(topic.told[1], 'remediator', 's3-account');
    assert.deepInclude(topic.told[1], { resource: groupIdentity('sg-1') });
    assert.deepEqual(invokedWith(invoke), [['sg-2']]);
  });

  it('works the rest, and says so, where a poison message cannot be moved', async () => {
    const { run, queue, topic, invoke, report } = coordinator([
      sqsMessage('rubbish', 'stuck'),
      sqsMessage('rubbish', 'poison'),
      forGroup('sg-2'),
    ]);
    queue.refusing.add('stuck');

    await run();

    assert.deepEqual(
      queue.deadLetters.map(({ messageId }) => messageId),
      ['poison'],
    );
    assert.lengthOf(topic.told, 2, 'told first, and so told again when it comes again');
    assert.deepEqual(invokedWith(invoke), [['sg-2']]);
    sinon.assert.calledOnceWithMatch(report, 'message not dead-lettered', { messageId: 'stuck' });
  });

  it('gives back for a minute what is too much for one invocation', async () => {
    const actor = 'x'.repeat(890_000);
    const messages = Array.from({ length: 6 }, (_, index) =>
      sqsMessage(instruction({ resource: groupIdentity('sg-2'), actor, rule: `rule-${index}` }), `message ${index}`),
    );
    const { run, queue, invoke } = coordinator(messages);

    await run();

    assert.lengthOf(invoke.args[0]?.[0].work[0]?.messages ?? [], 4);
    assert.deepEqual(queue.givenBack, [
      { messageId: 'message 4', afterSeconds: 60 },
      { messageId: 'message 5', afterSeconds: 60 },
    ]);
  });
});

describe('drain, with a queue that fails', () => {
  it('works what it has received already where a further receive is rejected', async () => {
    const messages = Array.from({ length: 10 }, (_, index) => forGroup(`sg-${index + 2}`));
    const { run, queue, report, invoke, time } = coordinator([]);
    queue.receive = async (waitSeconds) => {
      if (waitSeconds === 0) throw new Error('throttled');
      time.left = queue.waits.push(waitSeconds) > 1 ? 0 : time.left;
      return messages.splice(0);
    };

    await run();

    assert.lengthOf(invokedWith(invoke).flat(), 10);
    sinon.assert.calledOnceWithMatch(report, 'receiving ended early', { received: 10 });
  });

  it('rejects where nothing can be received at all, holding nothing', async () => {
    const { run, queue, invoke } = coordinator([]);
    queue.receive = () => Promise.reject(new Error('AccessDenied'));

    const error = await run().catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'message', 'AccessDenied');
    sinon.assert.notCalled(invoke);
  });
});

describe('drain, with invocations that fail', () => {
  it('gives back as they are the messages of a batch that was not started', async () => {
    const { run, queue } = coordinator([forGroup('sg-1')], { invoke: ending('not-started') });

    const summary = await run();

    assert.equal(summary.unanswered, 1);
    assert.deepEqual(queue.givenBack, [{ messageId: 'about sg-1', afterSeconds: 15 }]);
    assert.deepEqual(queue.retried, []);
  });

  it('counts a crash as an attempt, for one message of each instruction, and deletes their duplicates', async () => {
    const { run, queue } = coordinator(
      [forGroup('sg-1', { attempt: 2 }), sqsMessage(instruction(), 'duplicate'), forGroup('sg-2')],
      { invoke: ending('crashed') },
    );

    await run();

    assert.deepEqual(
      queue.retried.map(({ messageId, afterSeconds }) => [messageId, afterSeconds]),
      [
        ['about sg-1', 60],
        ['about sg-2', 15],
      ],
    );
    assert.deepEqual(queue.deleted, ['duplicate']);
    assert.deepEqual(queue.deadLetters, []);
  });

  it('ends with the dead letters what has crashed five times, and tells of it', async () => {
    const { run, queue, topic } = coordinator([forGroup('sg-1', { attempt: 4 })], { invoke: ending('crashed') });

    await run();

    const [letter] = queue.deadLetters;
    assert.equal(letter?.code, 'ATTEMPTS_EXHAUSTED');
    assert.equal(letter?.message, 'the remediator failed 5 times, last: out of memory');
    assert.propertyVal(JSON.parse(letter?.body ?? ''), 'attempt', 4);
    assert.deepEqual(queue.retried, []);
    assert.deepInclude(topic.told[0], {
      kind: 'dead-letter',
      messageId: 'about sg-1',
      remediator: 'security-group',
      resource: groupIdentity('sg-1'),
    });
  });

  it('goes on with the others where a message cannot be queued again', async () => {
    const { run, queue, report } = coordinator([forGroup('sg-1'), forGroup('sg-2')], { invoke: ending('crashed') });
    queue.refusing.add('about sg-1');

    await run();

    assert.deepEqual(
      queue.retried.map(({ messageId }) => messageId),
      ['about sg-2'],
    );
    sinon.assert.calledOnceWithMatch(report, 'message not queued again', { messageId: 'about sg-1' });
  });

  it('leaves alone for the rest of the run a resource of which no answer came', async () => {
    const { run, queue, arriving, invoke } = coordinator([forGroup('sg-1')], { invoke: ending('unknown') });
    const again = sqsMessage(instruction({ rule: 'another-rule' }), 'again');
    arriving.push(again, forGroup('sg-2'));

    const summary = await run();

    assert.deepEqual(invokedWith(invoke), [['sg-1'], ['sg-2']]);
    assert.deepEqual(queue.givenBack, [{ messageId: 'again', afterSeconds: 60 }]);
    assert.deepEqual([...queue.retried, ...queue.deleted], [], 'its first message stays hidden');
    assert.equal(summary.unanswered, 1);
  });

  it('notes whose function crashed, so that what it began is taken up, and goes on where that cannot be noted', async () => {
    const abandon = sinon.fake.rejects(new Error('no state'));
    const { run, queue, report } = coordinator([forGroup('sg-1')], { invoke: ending('crashed'), abandon });

    const summary = await run();

    assert.equal(summary.unanswered, 1);
    assert.deepEqual(
      abandon.args.map(([resources]) => resources.map(({ id }: { id: string }) => id)),
      [['sg-1']],
    );
    assert.lengthOf(queue.retried, 1);
    sinon.assert.calledWithMatch(report, 'interrupted mends are not noted');
  });

  it('takes nothing from the queue once the breaker has tripped, and says so', async () => {
    const { run, queue, invoke } = coordinator([forGroup('sg-1')], { tripped: () => Promise.resolve(true) });

    const summary = await run();

    assert.deepInclude(summary, { gate: 'open', breaker: 'tripped', messages: 0 });
    sinon.assert.notCalled(invoke);
    assert.lengthOf(queue.visible, 1);
  });

  it('ends without a change where nobody can say whether the breaker has tripped', async () => {
    const unreadable = new Failure('SAFETY_UNREADABLE', 'no state', { transient: true });
    const { run, queue, invoke } = coordinator([forGroup('sg-1')], { tripped: () => Promise.reject(unreadable) });

    await assertRejects(run(), 'SAFETY_UNREADABLE', 'no state');

    sinon.assert.notCalled(invoke);
    assert.lengthOf(queue.visible, 1);
  });

  it('works the other batches where one has crashed', async () => {
    const { id: accountId } = memberAccount();
    const elsewhere = forGroup('sg-9', { resource: groupIdentity('sg-9', { accountId, region: 'us-east-1' }) });
    const { run } = coordinator([forGroup('sg-1'), elsewhere], {
      invoke: ending('crashed'),
      accounts: () => Promise.resolve(accountsOf(memberAccount())),
    });

    const summary = await run();

    assert.deepEqual(summary.outcomes, { mended: 1 });
  });
});
