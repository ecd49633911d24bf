import { DescribeConfigRulesCommand, ConfigServiceClient } from '@aws-sdk/client-config-service';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { roleClients } from '../support/iam.ts';

const hub = '123456789012';
const member = '210987654321';
const RoleArn = `arn:aws:iam::${member}:role/mender`;
const busArn = `arn:aws:events:eu-west-1:${hub}:event-bus`;
const entry = { Source: 'shop', DetailType: 'Order', Detail: '{}' };
const QueueUrl = `http://127.0.0.1/${hub}/work`;

describe('What a call of a member needs', () => {
  let account: LocalAccount;
  let clients: ReturnType<typeof roleClients>;
  before(async () => {
    account = await startLocalAccount({ seed: 1 });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
    await new S3Client(account.clientConfig()).send(
      new CreateBucketCommand({ Bucket: 'ledger', CreateBucketConfiguration }),
    );
    const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
    account.enforceRole(`arn:aws:iam::${member}:role/rules`, [everything]);
    clients = roleClients(account, 'rules', member);
  });
  after(() => account.stop());

  const Tags = [{ Key: 'configmend-action', Value: 'a-1' }];
  const assume = { RoleArn, RoleSessionName: 'mend' };
  const cases: readonly [title: string, call: () => Promise<unknown>, ...needed: string[]][] = [
    ['assuming a role', () => clients.of(STSClient).send(new AssumeRoleCommand(assume)), `sts:AssumeRole ${RoleArn}`],
    [
      'assuming a role with tags',
      () => clients.of(STSClient).send(new AssumeRoleCommand({ ...assume, Tags })),
      `sts:AssumeRole ${RoleArn}`,
      `sts:TagSession ${RoleArn}`,
    ],
    ['asking who it is', () => clients.of(STSClient).send(new GetCallerIdentityCommand({}))],
    [
      'putting events on two buses',
      () =>
        clients
          .of(EventBridgeClient)
          .send(new PutEventsCommand({ Entries: [entry, { ...entry, EventBusName: `${busArn}/members` }] })),
      `events:PutEvents arn:aws:events:eu-west-1:${member}:event-bus/default`,
      `events:PutEvents ${busArn}/members`,
    ],
    [
      'reading an object of the hub',
      () => clients.of(S3Client).send(new HeadObjectCommand({ Bucket: 'ledger', Key: 'accounts.json' })),
      's3:GetObject arn:aws:s3:::ledger/accounts.json',
    ],
    [
      'finding a queue of the hub',
      () => clients.of(SQSClient).send(new GetQueueUrlCommand({ QueueName: 'work', QueueOwnerAWSAccountId: hub })),
      `sqs:GetQueueUrl arn:aws:sqs:eu-west-1:${hub}:work`,
    ],
    [
      'giving a message back',
      () =>
        clients
          .of(SQSClient)
          .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'x', VisibilityTimeout: 0 })),
      `sqs:ChangeMessageVisibility arn:aws:sqs:eu-west-1:${hub}:work`,
    ],
    ['listing regions', () => clients.of(EC2Client).send(new DescribeRegionsCommand({})), 'ec2:DescribeRegions *'],
    [
      'listing rules of AWS Config',
      () => clients.of(ConfigServiceClient).send(new DescribeConfigRulesCommand({})),
      'config:DescribeConfigRules *',
    ],
  ];
  for (const [title, call, ...needed] of cases) {
    it(`${title}: ${needed.length === 0 ? 'nothing' : needed.join(', ')}`, async () => {
      const from = account.decisions.length;

      await call().catch(() => {});

      assert.deepEqual(
        account.decisions.slice(from).map(({ action, resource, accountId }) => `${accountId} ${action} ${resource}`),
        needed.map((one) => `${member} ${one}`),
      );
    });
  }
});
