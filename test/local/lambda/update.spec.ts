import { InvokeCommand } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { AwsError } from '../../../local/aws-error.ts';
import { startLambda } from '../support/lambda.ts';
import { until } from '../support/until.ts';

const handler = 'async () => process.env.COLOUR';

describe('A function whose configuration changes', () => {
  let account: Awaited<ReturnType<typeof startLambda>>;
  beforeEach(async () => {
    account = await startLambda({ retryDelaysMs: [1, 1] });
  });
  afterEach(() => account.stop());

  const invoke = async (): Promise<unknown> => {
    const answer = await account.sdk().send(new InvokeCommand({ FunctionName: 'subject' }));
    return JSON.parse(answer.Payload?.transformToString() ?? '');
  };
  const paint = (arn: string, COLOUR: string): Promise<void> =>
    account.lambda.updateFunction(arn, (spec) => ({ ...spec, environment: { COLOUR } }));

  it('has its new environment from the next invocation on, warm or not', async () => {
    const arn = await account.create({ handler, environment: { COLOUR: 'red' } });
    const first = await invoke();

    await paint(arn, 'blue');

    assert.deepEqual([first, await invoke(), await invoke()], ['red', 'blue', 'blue']);
  });

  it('ends what runs as it began, and starts no more in that environment', async () => {
    const slow = `async () => { await new Promise((resolve) => setTimeout(resolve, 50)); return process.env.COLOUR; }`;
    const arn = await account.create({
      before: 'console.log("loaded in " + process.env.COLOUR);',
      handler: `async () => { console.log('begun'); return (${slow})(); }`,
      environment: { COLOUR: 'red' },
    });
    const running = invoke();
    await until(() => account.lambda.logs(arn).includes('begun'));

    await paint(arn, 'blue');

    assert.deepEqual([await running, await invoke()], ['red', 'blue']);
    const loaded = account.lambda.logs(arn).filter((line) => line.startsWith('loaded'));
    assert.deepEqual(loaded, ['loaded in red', 'loaded in blue']);
  });

  it('keeps its output and its permissions', async () => {
    const permissions = [{ principal: 'config.amazonaws.com' }];
    const arn = await account.create({ handler: 'async () => console.log("said")', permissions });
    await account.sdk().send(new InvokeCommand({ FunctionName: 'subject' }));

    await paint(arn, 'blue');

    assert.deepEqual(account.lambda.logs(arn), ['said']);
    assert.isTrue(account.lambda.mayInvoke(arn, { principal: 'config.amazonaws.com' }));
  });

  it('is retried, given up and let in as its new configuration says', async () => {
    const arn = await account.create({ handler: 'async () => { throw new Error("no"); }' });
    await account.lambda.updateFunction(arn, (spec) => ({
      ...spec,
      retryDelaysMs: account.lambda.retryDelaysMs.slice(0, 1),
      onFailure: { queueArn: 'arn:aws:sqs:eu-west-1:123456789012:failed' },
      reservedConcurrency: 1,
    }));

    account.lambda.invokeAsync(arn, {});
    await account.lambda.idle();

    assert.lengthOf(account.sent, 1);
    assert.include(account.sent[0]?.body, '"approximateInvokeCount":2');
  });

  it('has to exist', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:gone';

    const refused = await account.lambda
      .updateFunction(arn, (spec) => spec)
      .then(
        () => undefined,
        (error: unknown) => error,
      );

    assert.instanceOf(refused, AwsError);
    assert.propertyVal(refused, 'code', 'ResourceNotFoundException');
  });
});
