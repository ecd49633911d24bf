import { GetParameterCommand, GetParametersCommand, PutParameterCommand, type Parameter } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { createWebhookUrlSource } from '../../../notifier/webhook-url.ts';
import { rejection } from '../../notifier/rejection.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { type ServedSsm, startSsm } from '../support/ssm.ts';

const here = { accountId, region };
const reference = (name: string): string => `/aws/reference/secretsmanager/${name}`;

describe('a secret by reference, in the local Parameter Store', () => {
  let served: ServedSsm;
  beforeEach(async () => {
    served = await startSsm();
  });
  afterEach(() => served.stop());

  const get = async (Name: string, WithDecryption = true): Promise<Parameter> => {
    const { Parameter } = await served.ssm.send(new GetParameterCommand({ Name, WithDecryption }));
    return Parameter ?? {};
  };

  it('is passed through as it is, with the ARN of the secret', async () => {
    const arn = served.local.putSecret(here, 'slack/webhook', 'the value');

    const { SourceResult, ...parameter } = await get(reference('slack/webhook'));

    assert.match(arn, new RegExp(`^arn:aws:secretsmanager:${region}:${accountId}:secret:slack/webhook-[0-9a-z]{6}$`));
    assert.equal(served.local.secretArn(here, 'slack/webhook'), arn);
    assert.deepEqual(parameter, {
      Name: reference('slack/webhook'),
      Type: 'SecureString',
      Value: 'the value',
      Version: 0,
      LastModifiedDate: new Date(served.clock.now()),
      ARN: arn,
    });
    assert.deepInclude(JSON.parse(SourceResult ?? ''), {
      ARN: arn,
      name: 'slack/webhook',
      secretString: 'the value',
      versionStages: ['AWSCURRENT'],
    });
  });

  it('has its newest value, and older ones by stage or version', async () => {
    const arn = served.local.putSecret(here, 'slack', 'first');
    const { SourceResult } = await get(reference('slack'));
    const firstVersion: string = JSON.parse(SourceResult ?? '').versionId;
    assert.equal(served.local.putSecret(here, 'slack', 'second'), arn);
    served.local.putSecret(here, 'slack', 'third');

    const bySelector = async (selector: string) => (await get(reference(`slack${selector}`))).Value;

    assert.equal(await bySelector(''), 'third');
    assert.equal(await bySelector(':AWSCURRENT'), 'third');
    assert.equal(await bySelector(':AWSPREVIOUS'), 'second');
    assert.equal(await bySelector(`:${firstVersion}`), 'first');
    assert.deepInclude(await get(reference('slack:AWSPREVIOUS')), {
      Name: reference('slack'),
      Selector: ':AWSPREVIOUS',
    });
  });

  const refused: readonly [what: string, name: string, decrypt: boolean, code: string, says: RegExp][] = [
    ['without decryption', 'slack', false, 'ValidationException', /WithDecryption flag must be True/],
    ['without decryption, existing or not', 'absent', false, 'ValidationException', /WithDecryption flag must be True/],
    ['that does not exist', 'absent', true, 'ParameterNotFound', /Secret aws\/reference\/secretsmanager\/absentnull/],
    ['in a version that it lacks', 'slack:AWSPREVIOUS', true, 'ParameterNotFound', /slack:AWSPREVIOUS not found/],
    ['with two selectors', 'slack:a:b', false, 'ValidationException', /correct syntax/],
    ['with an empty selector', 'slack:', true, 'ValidationException', /correct syntax/],
    ['by its ARN', 'arn:aws:secretsmanager:eu-west-1:1:secret:slack', true, 'ValidationException', /correct syntax/],
  ];
  for (const [what, name, decrypt, code, says] of refused) {
    it(`is refused ${what}: ${code}`, async () => {
      served.local.putSecret(here, 'slack', 'x');

      await assertRefused(get(reference(name), decrypt), code, says);
    });
  }

  it('is given beside parameters, and listed where it cannot be', async () => {
    served.local.putSecret(here, 'slack', 'secret');
    await served.ssm.send(new PutParameterCommand({ Name: 'plain', Value: 'open', Type: 'String' }));
    const [absent, malformed] = [reference('absent'), reference('slack:a:b')];
    const several = (Names: string[], WithDecryption: boolean) =>
      served.ssm.send(new GetParametersCommand({ Names, WithDecryption }));

    const answer = await several([reference('slack'), absent, malformed, 'plain'], true);
    const plainly = await several([reference('slack'), 'plain'], false);

    assert.deepEqual(
      answer.Parameters?.map(({ Value }) => Value),
      ['secret', 'open'],
    );
    assert.deepEqual(answer.InvalidParameters, [absent, malformed]);
    assert.deepEqual(
      plainly.Parameters?.map(({ Value }) => Value),
      ['open'],
    );
    assert.deepEqual(plainly.InvalidParameters, [reference('slack')]);
  });

  it('is of one account and region', async () => {
    served.local.putSecret(here, 'slack', 'x');

    for (const who of [{ region: 'us-east-1' }, { accountId: '999988887777' }]) {
      const command = new GetParameterCommand({ Name: reference('slack'), WithDecryption: true });
      await assertRefused(served.client(who).send(command), 'ParameterNotFound');
    }
    assert.isUndefined(served.local.secretArn({ accountId, region: 'us-east-1' }, 'slack'));
  });

  it('is where the notifier finds the webhook, and the next one once it is rotated', async () => {
    const source = createWebhookUrlSource({ parameter: reference('slack'), client: served.ssm });
    const absent = await rejection(source.read());
    served.local.putSecret(here, 'slack', 'https://hooks.example/first');
    const first = await source.read();
    served.local.putSecret(here, 'slack', 'https://hooks.example/second');
    source.drop();

    assert.equal(absent.code, 'SETTING_MISSING');
    assert.deepEqual([first, await source.read()], ['https://hooks.example/first', 'https://hooks.example/second']);
  });
});
