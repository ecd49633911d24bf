import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import { DescribeRegionsCommand, DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListRulesCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { assertRefused } from './support/refusal.ts';

const member = '210987654321';
const region = 'eu-south-1';

describe('A region that an account has switched off', () => {
  let account: LocalAccount;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    account.regions.disable(member, region);
    account.services.sts.roles.register({ arn: `arn:aws:iam::${member}:role/mender`, trusted: ['*'] });
  });
  after(() => account.stop());

  const settings = (where = region, of = member) => ({ ...account.clientConfig(where, of), maxAttempts: 1 });
  const session = (where = region) => {
    const variables = account.environment({ roleArn: `arn:aws:iam::${member}:role/mender` });
    const credentials = { accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: 'x', sessionToken: 'x' };
    return { ...settings(where), credentials };
  };

  const calls: readonly [service: string, call: () => Promise<unknown>, name: string, status: number][] = [
    ['EC2', () => new EC2Client(session()).send(new DescribeSecurityGroupsCommand({})), 'AuthFailure', 401],
    ['S3 to a session', () => new S3Client(session()).send(new ListBucketsCommand({})), 'InvalidToken', 400],
    ['S3 to a user', () => new S3Client(settings()).send(new ListBucketsCommand({})), 'InvalidAccessKeyId', 403],
    [
      'AWS Config',
      () => new ConfigServiceClient(session()).send(new PutEvaluationsCommand({ ResultToken: 'x' })),
      'UnrecognizedClientException',
      400,
    ],
    ['SQS', () => new SQSClient(session()).send(new ListQueuesCommand({})), 'UnrecognizedClientException', 400],
    [
      'EventBridge',
      () => new EventBridgeClient(session()).send(new ListRulesCommand({})),
      'UnrecognizedClientException',
      400,
    ],
    [
      'Parameter Store',
      () => new SSMClient(session()).send(new GetParameterCommand({ Name: 'x' })),
      'UnrecognizedClientException',
      400,
    ],
    [
      'Lambda',
      () => new LambdaClient(session()).send(new ListFunctionsCommand({})),
      'UnrecognizedClientException',
      403,
    ],
    ['SNS', () => new SNSClient(session()).send(new ListTopicsCommand({})), 'InvalidClientTokenId', 403],
    ['STS', () => new STSClient(session()).send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId', 403],
  ];
  for (const [service, call, name, status] of calls) {
    it(`refuses the account’s credentials as ${service} does: ${name}`, async () => {
      await assertRefused(call(), name);

      assert.deepInclude(account.calls.calls.at(-1), { accountId: member, region, status, errorCode: name });
    });
  }

  it('answers in other regions, and other accounts there', async () => {
    await new SQSClient(session('eu-west-1')).send(new ListQueuesCommand({}));
    await new SQSClient(settings(region, account.accountId)).send(new ListQueuesCommand({}));
  });

  it('hands out no session of that account, and one for use elsewhere', async () => {
    const asked = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${member}:role/mender`, RoleSessionName: 'mend' });

    await assertRefused(
      new STSClient(settings(region, account.accountId)).send(asked),
      'RegionDisabledException',
      /not activated in this region for account:210987654321/,
    );
    assert.isNotEmpty((await new STSClient(account.clientConfig()).send(asked)).Credentials?.AccessKeyId);
  });

  it('is told by DescribeRegions', async () => {
    const status = async (of: string): Promise<string | undefined> => {
      const { Regions } = await new EC2Client(settings('eu-west-1', of)).send(
        new DescribeRegionsCommand({ AllRegions: true, RegionNames: [region] }),
      );
      return Regions?.[0]?.OptInStatus;
    };
    account.regions.enable('111122223333', region);

    assert.deepEqual([await status(member), await status('111122223333')], ['not-opted-in', 'opted-in']);
  });

  it('is none of those that are always on', () => {
    assert.throws(() => account.regions.disable(member, 'eu-west-1'), /always on/);
  });
});
