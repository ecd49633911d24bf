import { assert } from 'chai';
import { startLambda } from '../support/lambda.ts';
import { assertRefused } from '../support/refusal.ts';

describe('A Lambda function of the local account', () => {
  let account: Awaited<ReturnType<typeof startLambda>>;
  beforeEach(async () => {
    account = await startLambda();
  });
  afterEach(() => account.stop());

  const handler = 'async () => 1';
  /** Variables that are `bytes` long as the service measures them: as JSON. */
  const variables = (bytes: number) => ({ TEXT: 'x'.repeat(bytes - '{"TEXT":""}'.length) });

  it('has 4 KB of environment variables at most', async () => {
    await account.create({ handler, environment: variables(4096) });

    await assertRefused(
      account.create({ handler, name: 'other', environment: variables(4097) }),
      'AwsError',
      /exceeded the 4KB limit/,
    );
  });

  for (const { name, environment, message } of [
    { name: 'a reserved variable', environment: { AWS_REGION: 'eu-west-1' }, message: /Reserved keys .*: AWS_REGION$/ },
    { name: 'a variable with a dash in its name', environment: { 'A-B': 'x' }, message: /A-B is not allowed/ },
    { name: 'a variable with a name of one letter', environment: { A: 'x' }, message: /variable A is not allowed/ },
  ]) {
    it(`is refused with ${name}`, async () => {
      await assertRefused(account.create({ handler, environment }), 'AwsError', message);
    });
  }

  for (const timeoutMs of [0, -1, 900_001, Number.NaN]) {
    it(`is refused with a timeout of ${timeoutMs} ms`, async () => {
      await assertRefused(account.create({ handler, timeoutMs }), 'AwsError', /timeout/);
    });
  }

  it('is refused under a name that is taken, and not there after any refusal', async () => {
    await account.create({ handler });

    await assertRefused(account.create({ handler }), 'AwsError', /already exist/);
    await assertRefused(account.create({ handler, name: 'slow', timeoutMs: 0 }), 'AwsError');

    assert.throws(() => account.lambda.invokeAsync('arn:aws:lambda:eu-west-1:111122223333:function:slow', {}));
  });
});
