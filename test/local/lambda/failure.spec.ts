import { InvokeCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { startLambda, type TestFunction } from '../support/lambda.ts';

describe('A Lambda function that fails', () => {
  let account: Awaited<ReturnType<typeof startLambda>>;
  beforeEach(async () => {
    account = await startLambda();
  });
  afterEach(() => account.stop());

  const invoke = async (payload: unknown = {}) => {
    const output = await account
      .sdk()
      .send(new InvokeCommand({ FunctionName: 'subject', Payload: JSON.stringify(payload), LogType: 'Tail' }));
    return {
      status: output.StatusCode,
      functionError: output.FunctionError,
      error: JSON.parse(output.Payload?.transformToString() ?? '') as { [field: string]: unknown },
      log: Buffer.from(output.LogResult ?? '', 'base64').toString(),
    };
  };

  const cases: { name: string; subject: TestFunction; errorType: string; errorMessage: RegExp }[] = [
    {
      name: 'that throws',
      subject: { handler: 'async () => { throw new TypeError("no such thing"); }' },
      errorType: 'TypeError',
      errorMessage: /^no such thing$/,
    },
    {
      name: 'that throws a string',
      subject: { handler: 'async () => { throw "words"; }' },
      errorType: 'string',
      errorMessage: /^words$/,
    },
    {
      name: 'that takes too long',
      subject: { handler: '() => new Promise((resolve) => setTimeout(resolve, 60_000))', timeoutMs: 120 },
      errorType: 'Sandbox.Timedout',
      errorMessage: /^RequestId: [0-9a-f]+ Error: Task timed out after 0\.12 seconds$/,
    },
    {
      name: 'that blocks its thread',
      subject: { handler: 'async () => { for (;;); }', timeoutMs: 120 },
      errorType: 'Sandbox.Timedout',
      errorMessage: /Task timed out after 0\.12 seconds$/,
    },
    {
      name: 'that exits',
      subject: { handler: 'async () => { process.exit(3); }' },
      errorType: 'Runtime.ExitError',
      errorMessage: /exit status 3$/,
    },
    {
      name: 'that leaves an exception uncaught',
      subject: { handler: '() => new Promise(() => setTimeout(() => { throw new RangeError("later"); }, 1))' },
      errorType: 'RangeError',
      errorMessage: /^later$/,
    },
    {
      name: 'whose answer is too large',
      subject: { handler: 'async () => "x".repeat(6 * 1024 * 1024)' },
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: /exceeded maximum allowed payload size/,
    },
    {
      name: 'that cannot be imported',
      subject: { before: "import 'nothing-of-that-name';", handler: 'async () => 1' },
      errorType: 'Runtime.ImportModuleError',
      errorMessage: /nothing-of-that-name/,
    },
    {
      name: 'whose bundle exports no function',
      subject: { handler: '"not a function"' },
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: /does not export a function named handler/,
    },
  ];
  for (const { name, subject, errorType, errorMessage } of cases) {
    it(`${name} answers HTTP 200 with the function error ${errorType}`, async () => {
      await account.create(subject);

      const { status, functionError, error } = await invoke();

      assert.deepEqual(
        { status, functionError, errorType: error['errorType'] },
        { status: 200, functionError: 'Unhandled', errorType },
      );
      assert.match(String(error['errorMessage']), errorMessage);
    });
  }

  it('gets a fresh environment after a time-out, and keeps a warm one after a thrown error', async () => {
    await account.create({
      before: 'let served = 0;',
      handler: `async ({ act }) => {
        served += 1;
        if (act === 'throw') throw new Error(String(served));
        if (act === 'hang') await new Promise(() => setTimeout(() => {}, 60_000));
        return { served }; }`,
      timeoutMs: 200,
    });

    await invoke({ act: 'throw' });
    const afterThrow = await invoke();
    await invoke({ act: 'hang' });
    const afterHang = await invoke();

    assert.deepEqual(afterThrow.error, { served: 2 });
    assert.deepEqual(afterHang.error, { served: 1 });
  });

  it('keeps what it printed, in order, with the error, and answers the tail', async () => {
    await account.create({
      handler: 'async () => { console.log("one\\ntwo"); console.error("three"); throw new Error("broken"); }',
    });

    const { log } = await invoke();

    const lines = account.lambda.logs('subject');
    assert.deepEqual(lines.slice(0, 3), ['one', 'two', 'three']);
    assert.match(lines[3] ?? '', /^[0-9a-f]+ ERROR Invoke Error .*broken/);
    assert.match(log, /^START RequestId: [0-9a-f]+ .*\none\ntwo\nthree\n/);
  });
});
