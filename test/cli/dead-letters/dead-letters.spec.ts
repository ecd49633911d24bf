import { EventEmitter } from 'node:events';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as sinon from 'sinon';
import {
  type DeadLettersDeps,
  explainDeadLetters,
  listDeadLetters,
  returnToQueue,
} from '../../../cli/dead-letters/dead-letters.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createQueue } from '../../../queue/queue.ts';
import { queueFacts } from '../../../queue/queue-facts.ts';
import { assertRejects } from '../../support/assert-rejects.ts';
import { configmend, printed } from '../../support/cli.ts';
import { openGroup } from '../../support/inspections.ts';
import { redrivenQueue } from '../../support/redriven-queue.ts';

describe('configmend dead-letters, on the local account', () => {
  let account: LocalAccount;
  let sqs: SQSClient;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    sqs = new SQSClient(account.clientConfig());
  });
  after(() => account.stop());

  let queues = 0;
  const setUp = async (answer = true) => {
    queues += 1;
    const { queueUrl, deadLetterQueueUrl } = await redrivenQueue(sqs, queues);
    const queue = createQueue(sqs, { queueUrl, deadLetterQueueUrl, holdSeconds: 900 });
    const terminal = printed();
    const confirm = sinon.spy((_question: string) => Promise.resolve(answer));
    const running = Object.assign(new EventEmitter(), { exit: () => assert.fail('the process was ended') });
    const deps: DeadLettersDeps = {
      connect: () => Promise.resolve({ sqs, url: deadLetterQueueUrl, sourceUrl: () => queueUrl }),
      confirm,
      running,
      now: () => new Date(),
    };
    return {
      queueUrl,
      deadLetterQueueUrl,
      deps,
      confirm,
      terminal,
      out: () => terminal.stdout.join('\n'),
      bury: async (body: string, code: string, message: string): Promise<void> => {
        // Whoever moves a message there holds it: here nobody does, so there is nothing to delete.
        await queue
          .deadLetter({ messageId: 'source', receiptHandle: '' }, body, { code, message })
          .catch(() => undefined);
      },
      idOf: async (): Promise<string> => {
        const own = printed();
        await listDeadLetters({ json: true }, own, deps);
        const listed: { deadLetters: { messageId: string }[] } = JSON.parse(own.stdout.join(''));
        return listed.deadLetters[0]?.messageId ?? '';
      },
      counts: async () => ({
        dead: (await queueFacts(sqs, deadLetterQueueUrl)).visible,
        queued: (await queueFacts(sqs, queueUrl)).visible,
      }),
    };
  };
  const body = JSON.stringify(openGroup({ attempt: 4 }));

  it('says that there are none', async () => {
    const { deps, terminal, out } = await setUp();

    assert.equal(await listDeadLetters({}, terminal, deps), 0);
    assert.equal(out(), 'There are no dead letters.');
  });

  it('lists them with code, resource and reason, and leaves the queue as it was', async () => {
    const { deps, terminal, out, bury, counts } = await setUp();
    await bury(body, 'CHANGE_DENIED', 'explicit deny in a service control policy');
    await bury('junk', 'MESSAGE_INVALID', 'the body is not JSON');

    assert.equal(await listDeadLetters({}, terminal, deps), 0);

    assert.match(out(), /CHANGE_DENIED +sg-1 +security-group-restricted-ports +explicit deny/);
    assert.match(out(), /MESSAGE_INVALID +not an instruction/);
    assert.deepEqual(await counts(), { dead: 2, queued: 0 });
  });

  it('explains one: what the reason means, what to do, and whether it can go back', async () => {
    const { deps, terminal, out, bury, idOf } = await setUp();
    await bury('junk', 'MESSAGE_INVALID', 'the body is not JSON');
    const id = await idOf();

    assert.equal(await explainDeadLetters([id], {}, terminal, deps), 0);

    for (const line of [
      /means +It is no fix instruction/,
      /next +Have the rule judge/,
      /stays +fix instruction: the body/,
    ]) {
      assert.match(out(), line);
    }
    assert.equal(await explainDeadLetters([id, 'nowhere'], {}, terminal, deps), 1);
    assert.deepEqual(terminal.warnings, ['there is no message nowhere here now']);
  });

  it('puts one back once that is confirmed, with its attempts at 0', async () => {
    const { deps, terminal, bury, idOf, confirm, counts, queueUrl, out } = await setUp();
    await bury(body, 'CHANGE_DENIED', 'denied');

    assert.equal(await returnToQueue([await idOf()], {}, terminal, deps), 0);

    sinon.assert.calledOnce(confirm);
    assert.include(confirm.firstCall.firstArg, `Put 1 message back to ${queueUrl}`);
    assert.deepEqual(await counts(), { dead: 0, queued: 1 });
    assert.match(out(), /1 message put back/);
  });

  it('changes nothing where it is not confirmed', async () => {
    const { deps, terminal, bury, counts, out } = await setUp(false);
    await bury(body, 'CHANGE_DENIED', 'denied');

    assert.equal(await returnToQueue([], { all: true }, terminal, deps), 0);

    assert.match(out(), /Nothing was changed\.$/);
    assert.deepEqual(await counts(), { dead: 1, queued: 0 });
  });

  it('puts back all that can go back, and says which cannot and why', async () => {
    const { deps, terminal, bury, counts, confirm } = await setUp();
    await bury(body, 'CHANGE_DENIED', 'denied');
    await bury(body, 'READ_FAILED', 'no answer');
    await bury('junk', 'MESSAGE_INVALID', 'no JSON');

    assert.equal(await returnToQueue([], { all: true, yes: true }, terminal, deps), 1);

    sinon.assert.notCalled(confirm);
    assert.deepEqual(await counts(), { dead: 1, queued: 2 });
    assert.match(terminal.warnings.join(), /is not put back: fix instruction: the body is not JSON/);
  });

  for (const [what, ids, options] of [
    ['nothing is named', [], {}],
    ['all and some are named', ['m'], { all: true }],
    ['data is asked for that nobody confirms', ['m'], { json: true }],
  ] as const) {
    it(`refuses to return where ${what}`, async () => {
      const { deps, terminal } = await setUp();

      await assertRejects(returnToQueue(ids, options, terminal, deps), 'USAGE');
    });
  }

  it('finds the dead letters by the queue’s redrive policy, as a command', async () => {
    const { bury, queueUrl, deadLetterQueueUrl } = await setUp();
    await bury(body, 'CHANGE_DENIED', 'denied');
    const environment = account.environment();

    const [listed, none, gone] = await Promise.all([
      configmend(['dead-letters', '--json'], { ...environment, CONFIGMEND_QUEUE: queueUrl }),
      configmend(['dead-letters', '--queue', deadLetterQueueUrl], environment),
      configmend(['dead-letters', '--dead-letters', `${queueUrl}-none`], environment),
    ]);

    assert.equal(listed.code, 0);
    assert.include(listed.stdout, deadLetterQueueUrl);
    assert.include(listed.stdout, 'CHANGE_DENIED');
    assert.match(none.stderr, /has no dead-letter queue: is it the remediation queue\? \[USAGE\]/);
    assert.match(gone.stderr, /there is no queue .*-none/);
  });
});
