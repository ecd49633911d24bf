import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { LocalClock } from '../../local/clock.ts';
import { startLocalAccount } from '../../local/local-account.ts';
import { createFunction } from './support/account.ts';
import { bundles } from './support/lambda.ts';
import { refusalOf } from './support/refusal.ts';
import { until } from './support/until.ts';

/** Leaves every kind of thing under way that could keep a process alive, and then stops the account. */
const script = `
const modules = JSON.parse(process.env.MODULES);
const { startLocalAccount } = await import(modules.account);
const { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } = await import(modules.sqs);
const account = await startLocalAccount();
const { accountId, region, services, faults } = account;
const create = (name, bundlePath) => services.lambda.createFunction({
  accountId, region, name, bundlePath, environment: {}, timeoutMs: 900000, roleArn: 'arn:aws:iam::123456789012:role/x' });
const [hangs, crashes] = [create('hangs', modules.hangs), create('crashes', modules.crashes)];
const sqs = new SQSClient({ ...account.clientConfig(), maxAttempts: 1 });
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }));
const cut = (call) => call.then(() => console.log('answered'), () => {});
const open = [cut(sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })))];
faults.inject({ operation: 'ListQueues', fault: { kind: 'delay', ms: 600000 } });
open.push(cut(fetch(account.endpoint, { method: 'POST', headers: {
  'x-amz-target': 'AmazonSQS.ListQueues',
  authorization: 'AWS4-HMAC-SHA256 Credential=1/20260101/eu-west-1/sqs/aws4_request' } })));
for (const event of [1, 2, 3]) services.lambda.invokeAsync(hangs, event);
services.lambda.invokeAsync(crashes, {});
while (!services.lambda.logs('crashes').includes('about to')) await new Promise(setImmediate);
account.clock.after(3600000, () => {});
await account.stop();
await account.settled();
await account.stop();
await Promise.all(open);
account.clock.after(3600000, () => {});
console.log('stopped');`;

describe('Stopping the local account', () => {
  let folder: Awaited<ReturnType<typeof bundles>>;
  beforeEach(async () => {
    folder = await bundles();
  });
  afterEach(() => folder.remove());

  it('lets the process exit, whatever was under way', async () => {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const MODULES = JSON.stringify({
      account: new URL(`../../local/local-account.${extension}`, import.meta.url).href,
      sqs: createRequire(import.meta.url).resolve('@aws-sdk/client-sqs'),
      hangs: await folder.write('export const handler = () => new Promise(() => {});'),
      crashes: await folder.write('export const handler = async () => { console.log("about to"); process.exit(1); };'),
    });

    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...process.execArgv.filter((argument) => !argument.startsWith('--input-type')),
        '--input-type=module',
        '--eval',
        script,
      ],
      { env: { ...process.env, MODULES } },
    );

    assert.equal(stdout.trim(), 'stopped');
  });

  it('ends what runs and waits, at once and with a frozen clock too', async () => {
    const account = await startLocalAccount({ clock: new LocalClock({ frozen: true }) });
    await createFunction(account, folder, 'spins', 'export const handler = async () => { for (;;); };');
    const sqs = new SQSClient({ ...account.clientConfig(), maxAttempts: 1 });
    const lambda = new LambdaClient({ ...account.clientConfig(), maxAttempts: 1 });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
    const arrived = new Set<string>();
    account.faults.inject({
      // Asked about every call, strikes none.
      when: ({ operation }) => {
        arrived.add(operation);
        return false;
      },
      fault: { kind: 'delay', ms: 0 },
    });
    const poll = refusalOf(sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })));
    const invocation = refusalOf(lambda.send(new InvokeCommand({ FunctionName: 'spins' })));
    await until(() => arrived.has('ReceiveMessage') && arrived.has('Invoke'));
    const settled = account.settled();

    await account.stop();

    await Promise.all([poll, invocation, settled]);
  });
});
