import {
  ConfigServiceClient,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  PutEvaluationsCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createFunction } from '../support/account.ts';
import { bundles } from '../support/lambda.ts';
import { assertRefused } from '../support/refusal.ts';

const [member, other] = ['210987654321', '999988887777'] as const;
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:rule';
const source = 'export const handler = async (event) => { console.log(JSON.stringify(event)); };';

describe('A Config rule whose function is in another account', () => {
  let account: LocalAccount;
  let folder: Awaited<ReturnType<typeof bundles>>;
  beforeEach(async () => {
    [account, folder] = [await startLocalAccount({ seed: 1 }), await bundles()];
    await createFunction(account, folder, 'rule', source);
    await record(member);
  });
  afterEach(async () => {
    await account.stop();
    await folder.remove();
  });

  const config = (accountId: string, region = 'eu-west-1') =>
    new ConfigServiceClient({ ...account.clientConfig(region, accountId), maxAttempts: 1 });
  const record = async (accountId: string, region = 'eu-west-1'): Promise<void> => {
    const roleARN = `arn:aws:iam::${accountId}:role/config`;
    const sdk = config(accountId, region);
    await sdk.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: 'default', roleARN } }));
    await sdk.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', s3BucketName: 'bucket' } }));
    await sdk.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
  };
  const permit = (SourceAccount: string) =>
    new LambdaClient(account.clientConfig()).send(
      new AddPermissionCommand({
        StatementId: `config-${SourceAccount}`,
        FunctionName: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'config.amazonaws.com',
        SourceAccount,
      }),
    );
  const putRule = (accountId: string = member, region = 'eu-west-1', SourceIdentifier = functionArn) => {
    const MessageType = 'ConfigurationItemChangeNotification' as const;
    const SourceDetails = [{ EventSource: 'aws.config' as const, MessageType }];
    return config(accountId, region).send(
      new PutConfigRuleCommand({
        ConfigRule: { ConfigRuleName: 'open', Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier, SourceDetails } },
      }),
    );
  };
  const events = () =>
    account.services.lambda
      .logs('rule')
      .map((line) => JSON.parse(line) as { accountId: string; configRuleArn: string; resultToken: string });
  const createGroup = async (accountId: string): Promise<void> => {
    const ec2 = new EC2Client(account.clientConfig('eu-west-1', accountId));
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }));
    await account.settled();
  };

  it('invokes it for each account that is permitted, with the account’s own events', async () => {
    await record(other);
    await permit(member);
    await permit(other);
    await putRule();
    await putRule(other);

    await createGroup(member);
    await createGroup(other);

    const seen = new Set(events().map(({ accountId, configRuleArn }) => `${accountId} ${configRuleArn.split(':')[4]}`));
    assert.sameMembers([...seen], [`${member} ${member}`, `${other} ${other}`]);
  });

  for (const [title, prepare, put] of [
    ['that is not permitted', () => permit(other), () => putRule()],
    [
      'of another region',
      () => permit(member).then(() => record(member, 'us-east-1')),
      () => putRule(member, 'us-east-1'),
    ],
    ['that there is not', () => permit(member), () => putRule(member, 'eu-west-1', `${functionArn}-2`)],
  ] as const) {
    it(`is not taken with a function ${title}`, async () => {
      await prepare();

      await assertRefused(put(), 'InsufficientPermissionsException', /cannot be invoked/);
    });
  }

  it('has results put with credentials of its own account and region alone', async () => {
    await permit(member);
    await putRule();
    await createGroup(member);
    const ResultToken = events().at(-1)?.resultToken ?? '';
    const put = (accountId: string, region = 'eu-west-1') =>
      config(accountId, region).send(new PutEvaluationsCommand({ ResultToken, Evaluations: [] }));

    await assertRefused(put(account.accountId), 'InvalidResultTokenException');
    await assertRefused(put(member, 'us-east-1'), 'InvalidResultTokenException');
    assert.deepEqual((await put(member)).FailedEvaluations, []);
  });
});
