import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../../build/repository-root.ts';
import { readInspection } from '../../../cli/inspect/read-inspection.ts';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { peek } from '../../../queue/peek.ts';
import { createQueue } from '../../../queue/queue.ts';
import { queueFacts } from '../../../queue/queue-facts.ts';
import { sendInstructions } from '../../../queue/send-instructions.ts';
import { configmend } from '../../support/cli.ts';
import { answered, coordinator } from '../../support/coordinator.ts';
import { groupIdentity } from '../../support/instructions.ts';
import { openGroup } from '../../support/inspections.ts';
import { type RedrivenQueue, redrivenQueue } from '../../support/redriven-queue.ts';

const groups = (count: number) =>
  Array.from({ length: count }, (_, index) => openGroup({ resource: groupIdentity(`sg-${index}`) }));

describe('configmend inspect, on the local account', () => {
  let account: LocalAccount;
  let sqs: SQSClient;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    sqs = new SQSClient(account.clientConfig());
  });
  after(() => account.stop());

  let queues = 0;
  const newQueue = (): Promise<RedrivenQueue> => redrivenQueue(sqs, (queues += 1));
  const look = (queueUrl: string) => readInspection({ sqs, queueUrl, now: () => new Date() });

  it('costs no message its life: after 200 peeks every one is visible, and a coordinator works every one', async () => {
    const { queueUrl, deadLetterQueueUrl } = await newQueue();
    await sendInstructions(sqs, queueUrl, groups(25));

    for (let times = 0; times < 200; times++) {
      const peeked = await peek(sqs, queueUrl, { take: () => undefined, expected: 25, waitSeconds: 0 });
      assert.equal(peeked.messages, 25);
    }

    const inspection = await look(queueUrl);
    assert.lengthOf(inspection.resources, 25);
    for (const { attempts } of inspection.resources) assert.equal(attempts, 0);
    assert.deepInclude(await queueFacts(sqs, queueUrl), { visible: 25, inFlight: 0 });
    assert.deepInclude(await queueFacts(sqs, deadLetterQueueUrl), { visible: 0 });
    const queue = createQueue(sqs, { queueUrl, deadLetterQueueUrl, holdSeconds: 900 });
    let worked = 0;
    const drained = await coordinator([], {
      queue,
      remainingMs: () => (worked < 25 ? 60_000 : 0),
      invoke: async (batch) => {
        await queue.delete(batch.work.flatMap(({ messages }) => messages));
        worked += batch.work.length;
        return answered(batch);
      },
    }).run();
    assert.deepInclude(drained, { messages: 25, deadLetters: 0, outcomes: { mended: 25 } });
    assert.deepInclude(await queueFacts(sqs, queueUrl), { visible: 0, inFlight: 0 });
  });

  it('reads many messages at once, each once, and leaves all of them visible', async () => {
    const { queueUrl } = await newQueue();
    await sendInstructions(sqs, queueUrl, [...groups(1000), ...groups(500)]);
    const seen: number[] = [];

    const inspection = await readInspection(
      { sqs, queueUrl, now: () => new Date() },
      { progress: (done) => seen.push(done) },
    );

    assert.deepInclude(inspection, { messages: 1500, expected: 1500, complete: true });
    assert.isUndefined(inspection.partial);
    assert.lengthOf(inspection.resources, 1000);
    assert.lengthOf(
      inspection.resources.filter(({ messages }) => messages === 2),
      500,
    );
    assert.deepEqual(
      seen,
      seen.toSorted((one, two) => one - two),
    );
    assert.deepInclude(await queueFacts(sqs, queueUrl), { visible: 1500, inFlight: 0 });
  });

  it('is not disturbed by the oddities of SQS: duplicates and no order', async () => {
    const { queueUrl } = await newQueue();
    const { oddities } = account.services.sqs;
    Object.assign(oddities, { duplicateEvery: 3, reorder: true });
    await sendInstructions(sqs, queueUrl, groups(30));
    Object.assign(oddities, { duplicateEvery: 0 });

    const before = await queueFacts(sqs, queueUrl);

    const inspection = await look(queueUrl);

    Object.assign(oddities, { reorder: false });
    assert.isAbove(before.visible, 30);
    assert.lengthOf(inspection.resources, 30);
    assert.equal(inspection.messages, 30);
    assert.deepEqual(await queueFacts(sqs, queueUrl), before);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`makes everything visible again upon ${signal}, as a process of its own`, async () => {
      const { queueUrl } = await newQueue();
      await sendInstructions(sqs, queueUrl, groups(300));
      const takeBack = account.faults.inject({ operation: 'ReceiveMessage', fault: { kind: 'delay', ms: 150 } });
      const environment = { ...process.env, ...account.environment(), NODE_NO_WARNINGS: '1' };
      const command = [join(repositoryRoot(), 'cli', 'configmend.ts'), 'inspect', '--queue', queueUrl];
      const child = spawn(process.execPath, ['--import', 'tsx', ...command], { env: environment, stdio: 'pipe' });
      const said: string[] = [];
      child.stderr.on('data', (data: Buffer) => said.push(data.toString()));
      const exited = once(child, 'exit');
      while ((await queueFacts(sqs, queueUrl)).inFlight < 50) await new Promise((resolve) => setImmediate(resolve));

      child.kill(signal);
      const [code] = v.parse(v.tuple([v.number(), v.nullable(v.string())]), await exited);

      takeBack();
      assert.equal(code, signal === 'SIGINT' ? 130 : 143);
      assert.match(said.join(''), /interrupted: nothing was changed/);
      assert.deepInclude(await queueFacts(sqs, queueUrl), { visible: 300, inFlight: 0 });
    });
  }

  it('says in one sentence why it cannot read, with the next step', async () => {
    const { queueUrl } = await newQueue();
    const mine = account.environment();
    const { AWS_ACCESS_KEY_ID: _key, AWS_SECRET_ACCESS_KEY: _secret, ...anonymous } = mine;
    const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, ...nowhere } = mine;
    const nobody = { AWS_CONFIG_FILE: '/nonexistent', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
    const unreachable = { ...mine, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const cases = [
      [
        {},
        [],
        /which queue is not known: give --queue, or set CONFIGMEND_QUEUE, to the stack’s output queue_url \[USAGE\]/,
      ],
      [mine, [`${queueUrl}-other`], /there is no queue \S+ in .*: give the stack’s output queue_url/],
      [
        { ...mine, AWS_REGION: 'us-east-1' },
        [queueUrl],
        /there is no queue .* in the region of AWS_REGION: give .* of the region that it is deployed in/,
      ],
      [
        account.environment({ accountId: '210987654321' }),
        [queueUrl],
        /the caller may not read .*: ask for sqs:ReceiveMessage/,
      ],
      [{ ...anonymous, ...nobody }, [queueUrl], /AWS does not accept the credentials .*: check AWS_PROFILE/],
      [{ ...nowhere, ...nobody }, [queueUrl], /no region is set: set AWS_REGION to that of the queue/],
      [unreachable, ['http://127.0.0.1:9/123456789012/q'], /ECONNREFUSED.*: check the network, and try again/],
    ] as const;

    const ended = await Promise.all(
      cases.map(([environment, [url]]) =>
        configmend(['inspect', ...(url === undefined ? [] : ['--queue', url])], environment),
      ),
    );

    ended.forEach(({ code, stdout, stderr }, index) => {
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, cases[index]?.[2] ?? /nothing/);
      assert.match(stderr, /^configmend: [^\n]+ \[(USAGE|READ_FAILED)\]\n$/);
    });
  });
});
