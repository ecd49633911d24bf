import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as events from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { refusalOf } from './support/refusal.ts';

/** What a path or host of some operation has to have; the rest of an input does not matter here. */
const input = {
  AccessGrantId: 'id',
  AccessGrantsLocationId: 'id',
  AccountId: '123456789012',
  Bucket: 'bucket',
  CallbackId: 'id',
  CapacityProviderName: 'name',
  CodeSigningConfigArn: 'arn',
  ConfigId: 'id',
  CopySource: 'bucket/key',
  DurableExecutionArn: 'arn',
  FunctionName: 'name',
  Id: 'id',
  JobId: 'id',
  Key: 'key',
  LayerName: 'name',
  Mrap: 'name',
  Name: 'name',
  PartNumber: 1,
  PolicyId: 'id',
  Prefix: 'prefix',
  Qualifier: 'one',
  RequestTokenARN: 'arn',
  RequestToken: 'token',
  Resource: 'arn',
  ResourceArn: 'arn',
  StatementId: 'id',
  UploadId: 'id',
  UUID: 'id',
  VersionNumber: 1,
};

/** Their requests are not signed, or go to a host that is made from their input. */
const elsewhere = new Set(['AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'WriteGetObjectResponse']);

interface Sender {
  send(command: never): Promise<unknown>;
}
interface Case {
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly service: keyof LocalAccount['services'];
  readonly client: () => Sender;
  /** Every n-th operation is enough where the protocol says the name. */
  readonly every?: number;
  /** How an operation may be called where its path alone does not tell its name. */
  readonly orAs?: RegExp;
}

describe('An operation that the local account lacks', () => {
  let account: LocalAccount;
  before(async () => {
    account = await startLocalAccount();
  });
  after(() => account.stop());

  const settings = () => ({ ...account.clientConfig(), maxAttempts: 1 });
  const controlSettings = () => ({
    ...settings(),
    endpoint: account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '',
  });
  const cases: readonly Case[] = [
    { service: 'ec2', sdk: ec2, client: () => new ec2.EC2Client(settings()), every: 20 },
    { service: 'config', sdk: config, client: () => new config.ConfigServiceClient(settings()), every: 4 },
    { service: 'sns', sdk: sns, client: () => new sns.SNSClient(settings()) },
    { service: 'sqs', sdk: sqs, client: () => new sqs.SQSClient(settings()) },
    { service: 'ssm', sdk: ssm, client: () => new ssm.SSMClient(settings()), every: 8 },
    { service: 'sts', sdk: sts, client: () => new sts.STSClient(settings()) },
    { service: 'events', sdk: events, client: () => new events.EventBridgeClient(settings()), every: 3 },
    {
      service: 'lambda',
      sdk: lambda,
      client: () => new lambda.LambdaClient(settings()),
      every: 2,
      orAs: /:[A-Z]+ \/\d{4}-/,
    },
    {
      service: 's3',
      sdk: s3,
      client: () => new s3.S3Client(settings()),
      every: 2,
      orAs: /:(GET|PUT|POST|DELETE) (bucket|object) |:CreateSession/,
    },
    {
      service: 's3Control',
      sdk: s3Control,
      client: () => new s3Control.S3ControlClient(controlSettings()),
      every: 4,
      orAs: /:[A-Z]+ \/v20180820\/|no service s3express/,
    },
  ];
  for (const { service, sdk, client, every = 1, orAs } of cases) {
    it(`answers NotImplemented and names itself: ${service}`, async () => {
      const implemented = new Set(account.services[service].operations);
      const commands = Object.entries(sdk)
        .filter(([name, held]) => /.Command$/.test(name) && name !== '$Command' && typeof held === 'function')
        .map(([name, held]) => ({
          name: name.replace(/Command$/, ''),
          construct: held as new (given: object) => never,
        }))
        .filter(({ name }) => !implemented.has(name) && !elsewhere.has(name))
        .filter((_, index) => index % every === 0);
      const sender = client();

      for (const { name, construct: Command } of commands) {
        const refused = await refusalOf(sender.send(new Command(input)));

        assert.equal(refused.name, 'NotImplemented', `${name}: ${refused.message}`);
        if (!refused.message.endsWith(`:${name}`)) assert.match(refused.message, orAs ?? /^$/, name);
      }
      assert.isNotEmpty(commands);
    });
  }
});
