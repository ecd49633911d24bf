import { InvokeCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { refusalOf } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { startLambda } from '../support/lambda.ts';

const queueArn = `arn:aws:sqs:${region}:${accountId}:failures`;
const failing = 'async (event) => { console.log("tried"); throw new Error(event.why); }';

describe('Lambda asynchronous invocation', () => {
  let account: Awaited<ReturnType<typeof startLambda>>;
  const start = async (options: Parameters<typeof startLambda>[0] = {}) => {
    account = await startLambda(options);
  };
  afterEach(() => account.stop());

  const send = async (payload: unknown = {}) =>
    account
      .sdk()
      .send(new InvokeCommand({ FunctionName: 'subject', InvocationType: 'Event', Payload: JSON.stringify(payload) }));
  const tries = () => account.lambda.logs('subject').filter((line) => line === 'tried').length;

  it('answers 202 with nothing and runs the function afterwards', async () => {
    await start();
    await account.create({ handler: 'async (event) => console.log(event.text)' });

    const { StatusCode, Payload, FunctionError } = await send({ text: 'hello' });
    await account.lambda.idle();

    assert.equal(StatusCode, 202);
    assert.equal(Payload?.transformToString() ?? '', '');
    assert.isUndefined(FunctionError);
    assert.deepEqual(account.lambda.logs('subject'), ['hello']);
  });

  it('retries twice after the delays on the clock, then gives the event to the on-failure destination', async () => {
    await start({ frozen: true });
    await account.create({ handler: failing, retryDelaysMs: [60_000, 120_000], onFailure: { queueArn } });
    const begun = account.clock.now();

    await send({ why: 'broken' });
    await account.lambda.idle();

    assert.equal(tries(), 3);
    assert.equal(account.clock.now() - begun, 180_000);
    assert.deepEqual(
      account.sent.map((one) => one.queueArn),
      [queueArn],
    );
    const record = JSON.parse(account.sent[0]?.body ?? '') as { [field: string]: { [field: string]: unknown } };
    assert.deepInclude(record['requestContext'], { condition: 'RetriesExhausted', approximateInvokeCount: 3 });
    assert.deepEqual(record['requestPayload'], { why: 'broken' });
    assert.deepInclude(record['responsePayload'], { errorType: 'Error', errorMessage: 'broken' });
  });

  it('keeps the request id over the retries, and stops retrying on success', async () => {
    await start({ retryDelaysMs: [1, 1] });
    await account.create({
      before: 'let count = 0;',
      handler: `async (event, { awsRequestId }) => { console.log(awsRequestId); if (++count < 2) throw new Error('once'); }`,
    });

    const { $metadata } = await send();
    await account.lambda.idle();

    const ids = account.lambda.logs('subject').filter((line) => line === $metadata.requestId);
    assert.equal(ids.length, 2);
    assert.deepEqual(account.sent, []);
  });

  it('tries once only where no retries are configured', async () => {
    await start();
    await account.create({ handler: failing, retryDelaysMs: [], onFailure: { queueArn } });

    await send();
    await account.lambda.idle();

    assert.equal(tries(), 1);
    assert.equal(account.sent.length, 1);
  });

  it('runs many events of a function in a few environments', async () => {
    await start({ asynchronousParallel: 2 });
    await account.create({
      before: "import { threadId } from 'node:worker_threads';",
      handler: 'async () => console.log(String(threadId))',
    });

    await Promise.all(Array.from({ length: 20 }, () => send()));
    await account.lambda.idle();

    const threads = account.lambda.logs('subject');
    assert.equal(threads.length, 20);
    assert.isAtMost(new Set(threads).size, 2);
  });

  it('waits for reserved concurrency instead of failing', async () => {
    await start({ asynchronousParallel: 10 });
    await account.create({
      before: 'let running = 0;',
      handler: `async () => {
        running += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        console.log(String(running));
        running -= 1; }`,
      reservedConcurrency: 1,
    });

    await Promise.all(Array.from({ length: 5 }, () => send()));
    await account.lambda.idle();

    assert.deepEqual(account.lambda.logs('subject'), ['1', '1', '1', '1', '1']);
  });

  it('gives events to the on-failure destination untried while reserved concurrency is 0', async () => {
    await start();
    await account.create({ handler: failing, onFailure: { queueArn } });
    await account
      .sdk()
      .send(new PutFunctionConcurrencyCommand({ FunctionName: 'subject', ReservedConcurrentExecutions: 0 }));

    await send();
    await account.lambda.idle();

    assert.equal(tries(), 0);
    assert.equal(account.sent.length, 1);
  });

  it('gives what still waits to the on-failure destination when reserved concurrency becomes 0', async () => {
    await start({ asynchronousParallel: 1 });
    await account.create({ handler: failing, retryDelaysMs: [], onFailure: { queueArn } });
    const concurrency = (ReservedConcurrentExecutions: number) =>
      account.sdk().send(new PutFunctionConcurrencyCommand({ FunctionName: 'subject', ReservedConcurrentExecutions }));
    await Promise.all(Array.from({ length: 5 }, () => send()));

    await concurrency(0);
    await account.lambda.idle();

    assert.equal(account.sent.length, 5);
    assert.isAtMost(tries(), 5);
  });

  it('waits for room in the account, which no try is spent on', async () => {
    await start({ concurrency: 1, asynchronousParallel: 2 });
    await account.create({ handler: failing, retryDelaysMs: [], onFailure: { queueArn } });
    await account.create({ name: 'other', handler: 'async () => console.log("done")' });

    for (const FunctionName of ['subject', 'other', 'subject', 'other']) {
      await account.sdk().send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{}' }));
    }
    await account.lambda.idle();

    assert.equal(tries(), 2);
    assert.deepEqual(account.lambda.logs('other'), ['done', 'done']);
    assert.equal(account.sent.length, 2);
  });

  it('gives up on a function that is deleted in the meantime', async () => {
    await start({ retryDelaysMs: [1] });
    const arn = await account.create({ handler: '() => { console.log("tried"); return new Promise(() => {}); }' });
    const { $metadata } = await send();

    await account.lambda.deleteFunction(arn);
    await account.lambda.idle();

    assert.equal($metadata.httpStatusCode, 202);
    assert.equal((await refusalOf(send())).name, 'ResourceNotFoundException');
  });
});
