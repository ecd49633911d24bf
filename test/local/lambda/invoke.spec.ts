import { GetFunctionConfigurationCommand, InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { accountId, region } from '../support/served.ts';
import { refusalOf } from '../support/refusal.ts';
import { startLambda } from '../support/lambda.ts';

const invoke = async (
  account: Awaited<ReturnType<typeof startLambda>>,
  payload: unknown,
  input: Partial<ConstructorParameters<typeof InvokeCommand>[0]> = {},
) => {
  const output = await account.sdk().send(
    new InvokeCommand({
      FunctionName: 'subject',
      ...(payload === undefined ? {} : { Payload: JSON.stringify(payload) }),
      ...input,
    }),
  );
  return { ...output, answer: JSON.parse(output.Payload?.transformToString() || 'null') as unknown };
};

describe('Lambda Invoke', () => {
  let account: Awaited<ReturnType<typeof startLambda>>;
  beforeEach(async () => {
    account = await startLambda();
  });
  afterEach(() => account.stop());

  it('runs the bundle and answers what the handler returned', async () => {
    await account.create({ handler: 'async (event) => ({ doubled: event.value * 2 })' });

    const output = await invoke(account, { value: 21 });

    assert.deepInclude(output, { StatusCode: 200, ExecutedVersion: '$LATEST', answer: { doubled: 42 } });
    assert.isUndefined(output.FunctionError);
  });

  it('answers null for a handler that returns nothing, and passes {} for no payload', async () => {
    await account.create({ handler: 'async (event) => { if (JSON.stringify(event) !== "{}") throw new Error("no") }' });

    const output = await invoke(account, undefined);

    assert.deepInclude(output, { StatusCode: 200, answer: null });
  });

  it('gives the handler its context and only the environment of the function', async () => {
    process.env['SECRET_OF_THE_PARENT'] = 'secret';
    await account.create({
      environment: { COLOUR: 'green' },
      handler: `async (event, { getRemainingTimeInMillis, functionName, invokedFunctionArn, awsRequestId, memoryLimitInMB }) => ({
        left: getRemainingTimeInMillis(), functionName, invokedFunctionArn, awsRequestId, memoryLimitInMB, env: process.env })`,
    });

    const { answer, $metadata } = await invoke(account, {});
    delete process.env['SECRET_OF_THE_PARENT'];

    const { left, env, ...context } = answer as { left: number; env: Record<string, string> };
    assert.deepEqual<unknown>(context, {
      functionName: 'subject',
      invokedFunctionArn: `arn:aws:lambda:${region}:${accountId}:function:subject`,
      awsRequestId: $metadata.requestId,
      memoryLimitInMB: '128',
    });
    assert.isAbove(left, 5_000);
    assert.isAtMost(left, 10_000);
    assert.include(env, {
      COLOUR: 'green',
      AWS_REGION: region,
      AWS_LAMBDA_FUNCTION_NAME: 'subject',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${account.port}`,
      AWS_ENDPOINT_URL_S3_CONTROL: `http://localhost:${account.port}`,
    });
    assert.notProperty(env, 'SECRET_OF_THE_PARENT');
    assert.notProperty(env, 'PATH');
  });

  it('mints credentials that act as the role', async () => {
    await account.create({ handler: 'async () => process.env.AWS_ACCESS_KEY_ID' });

    const { answer } = await invoke(account, {});

    assert.deepInclude(account.credentials.of(String(answer), 'aws'), {
      accountId,
      principalArn: `arn:aws:sts::${accountId}:assumed-role/subject/subject`,
      roleArn: `arn:aws:iam::${accountId}:role/subject`,
    });
  });

  it("resolves the host names of S3 Control and tells the account's time", async () => {
    account.clock.advance(3_600_000);
    await account.create({
      before: "import dns from 'node:dns/promises'; import { lookup } from 'node:dns';",
      handler: `async () => ({
        address: await new Promise((resolve) => lookup('123456789012.localhost', (error, address) => resolve(address ?? String(error)))),
        now: Date.now(), date: new Date().getTime(), fixed: new Date(0).getTime(), is: new Date() instanceof Date })`,
    });

    const { answer } = await invoke(account, {});

    const { now, date, ...rest } = answer as { now: number; date: number };
    assert.deepEqual<unknown>(rest, { address: '127.0.0.1', fixed: 0, is: true });
    assert.approximately(now, account.clock.now(), 60_000);
    assert.approximately(date, now, 60_000);
  });

  it('serves one event at a time per environment, reuses it warm, and starts more when concurrent', async () => {
    await account.create({
      before: 'let served = 0; let running = 0;',
      handler: `async ({ wait }) => {
        running += 1; served += 1;
        await new Promise((resolve) => setTimeout(resolve, wait));
        const seen = { served, running };
        running -= 1;
        return seen; }`,
    });

    const first = await invoke(account, { wait: 0 });
    const warm = await invoke(account, { wait: 0 });
    const concurrent = await Promise.all([invoke(account, { wait: 50 }), invoke(account, { wait: 50 })]);

    assert.deepEqual(first.answer, { served: 1, running: 1 });
    assert.deepEqual(warm.answer, { served: 2, running: 1 });
    assert.sameDeepMembers(
      concurrent.map(({ answer }) => answer),
      [
        { served: 3, running: 1 },
        { served: 1, running: 1 },
      ],
    );
  });

  for (const { name, input, code } of [
    { name: 'an unknown function', input: { FunctionName: 'nobody' }, code: 'ResourceNotFoundException' },
    { name: 'an unknown version', input: { Qualifier: '7' }, code: 'ResourceNotFoundException' },
    {
      name: 'a function of another region',
      input: { FunctionName: `arn:aws:lambda:us-east-1:${accountId}:function:subject` },
      code: 'ResourceNotFoundException',
    },
    { name: 'a payload that is not JSON', input: { Payload: '{oops' }, code: 'InvalidRequestContentException' },
    {
      name: 'a synchronous payload over 6 MB',
      input: { Payload: JSON.stringify('x'.repeat(6 * 1024 * 1024)) },
      code: 'RequestTooLargeException',
    },
    {
      name: 'an asynchronous payload over 1 MB',
      input: { InvocationType: 'Event' as const, Payload: JSON.stringify('x'.repeat(1024 * 1024)) },
      code: 'RequestTooLargeException',
    },
  ]) {
    it(`refuses ${name}: ${code}`, async () => {
      await account.create({ handler: 'async () => 1' });

      assert.equal((await refusalOf(invoke(account, {}, input))).name, code);
    });
  }

  for (const name of [
    'subject',
    `${accountId}:function:subject`,
    `arn:aws:lambda:${region}:${accountId}:function:subject`,
  ]) {
    it(`finds the function as ${name}`, async () => {
      await account.create({ handler: 'async () => 1' });

      assert.equal((await invoke(account, {}, { FunctionName: name })).answer, 1);
    });
  }

  it('refuses another account without a statement in the policy', async () => {
    const FunctionName = await account.create({ handler: 'async () => 1' });

    const refused = await refusalOf(account.sdk('210987654321').send(new InvokeCommand({ FunctionName })));

    assert.equal(refused.name, 'AccessDeniedException');
  });

  it('answers 204 to a dry run without running anything', async () => {
    await account.create({ handler: 'async () => console.log("ran")' });

    const { StatusCode } = await invoke(account, {}, { InvocationType: 'DryRun' });

    assert.equal(StatusCode, 204);
    assert.deepEqual(account.lambda.logs('subject'), []);
  });

  it('refuses beyond reserved concurrency, and everything at 0', async () => {
    await account.create({ handler: 'async () => 1', reservedConcurrency: 0 });

    const refused = await refusalOf(invoke(account, {}));

    assert.equal(refused.name, 'TooManyRequestsException');
    assert.nestedPropertyVal(refused, '$metadata.httpStatusCode', 429);
  });

  it('describes and lists functions, page by page', async () => {
    for (const name of ['b', 'a', 'c']) await account.create({ name, handler: 'async () => 1', timeoutMs: 3_000 });

    const described = await account.sdk().send(new GetFunctionConfigurationCommand({ FunctionName: 'a' }));
    const first = await account.sdk().send(new ListFunctionsCommand({ MaxItems: 2 }));
    const second = await account.sdk().send(new ListFunctionsCommand({ Marker: first.NextMarker }));

    assert.deepInclude(described, { FunctionName: 'a', Timeout: 3, State: 'Active' });
    assert.deepEqual(
      first.Functions?.map((one) => one.FunctionName),
      ['a', 'b'],
    );
    assert.deepEqual(
      second.Functions?.map((one) => one.FunctionName),
      ['c'],
    );
    assert.isUndefined(second.NextMarker);
  });

  for (const { name, input } of [
    { name: 'a client context', input: { ClientContext: Buffer.from('{}').toString('base64') } },
    { name: 'a tenant', input: { TenantId: 'one' } },
  ]) {
    it(`does not pass over ${name}: NotImplemented`, async () => {
      await account.create({ handler: 'async () => 1' });

      assert.equal((await refusalOf(invoke(account, {}, input))).name, 'NotImplemented');
    });
  }

  it('does not pass over parameters of its other operations', async () => {
    await account.create({ handler: 'async () => 1' });
    const FunctionName = 'subject';
    const versioned = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: '7' });

    assert.equal((await refusalOf(account.sdk().send(versioned))).name, 'ResourceNotFoundException');
    for (const { input, code } of [
      { input: { FunctionVersion: 'ALL' as const }, code: 'NotImplemented' },
      { input: { Marker: 'made up' }, code: 'InvalidParameterValueException' },
      { input: { MaxItems: 0 }, code: 'InvalidParameterValueException' },
    ]) {
      assert.equal((await refusalOf(account.sdk().send(new ListFunctionsCommand(input)))).name, code);
    }
  });
});
