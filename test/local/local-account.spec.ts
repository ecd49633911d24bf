import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { LocalClock } from '../../local/clock.ts';
import { type LocalAccount, type LocalAccountOptions, startLocalAccount } from '../../local/local-account.ts';
import { createFunction, createOpenGroup, deployRule, verdicts } from './support/account.ts';
import { bundles } from './support/lambda.ts';
import { assertRefused } from './support/refusal.ts';

describe('The local account', () => {
  let account: LocalAccount;
  let folder: Awaited<ReturnType<typeof bundles>>;
  const start = async (options: LocalAccountOptions = {}) => {
    account = await startLocalAccount(options);
  };
  beforeEach(async () => {
    folder = await bundles();
  });
  afterEach(async () => {
    await account.stop();
    await folder.remove();
  });

  const sqs = (region?: string) => new SQSClient(account.clientConfig(region));
  const receive = async (QueueUrl: string): Promise<{ [field: string]: unknown }[]> => {
    const bodies: { [field: string]: unknown }[] = [];
    for (;;) {
      const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as { [field: string]: unknown }));
    }
  };

  for (const frozen of [false, true]) {
    it(`runs the whole cycle of AWS Config with a ${frozen ? 'frozen' : 'running'} clock`, async () => {
      await start({ clock: new LocalClock({ frozen }) });
      const inbox = await deployRule(account, folder);

      const groupId = await createOpenGroup(account);
      await account.settled();

      assert.equal((await verdicts(account)).get(groupId), 'NON_COMPLIANT');
      const heard = await receive(inbox);
      const inTopic = heard
        .filter(({ Type }) => Type === 'Notification')
        .map(({ Message }) => JSON.parse(String(Message)) as { [field: string]: unknown });
      const onBus = heard.filter((message) => message['detail-type'] === 'Config Rules Compliance Change');
      const about = ({ resourceId }: { [field: string]: unknown }): boolean => resourceId === groupId;
      const verdict = { messageType: 'ComplianceChangeNotification', configRuleName: 'open', resourceId: groupId };
      assert.deepInclude(inTopic.find(about), verdict);
      assert.deepInclude(onBus.map(({ detail }) => detail as { [field: string]: unknown }).find(about), verdict);
    });
  }

  it('fires a schedule into a function when the clock is moved, and settles although it goes on', async () => {
    await start({ clock: new LocalClock({ frozen: true }) });
    const { accountId, region } = account;
    const functionArn = await createFunction(
      account,
      folder,
      'ticker',
      'export const handler = async (event) => console.log(event["detail-type"]);',
      [{ principal: 'events.amazonaws.com', sourceArn: `arn:aws:events:${region}:${accountId}:rule/tick` }],
    );
    const events = new EventBridgeClient(account.clientConfig());
    await events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(1 minute)' }));
    await events.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: 'f', Arn: functionArn }] }));

    await account.settled();
    const before = account.services.lambda.logs('ticker').length;
    account.clock.advance(120_000);
    await account.settled();

    assert.equal(before, 0);
    assert.deepEqual(account.services.lambda.logs('ticker'), ['Scheduled Event', 'Scheduled Event']);
  });

  it('lets a missing permission show', async () => {
    await start();
    await assertRefused(deployRule(account, folder, []), 'InsufficientPermissionsException');
  });

  it('has any account and any region, apart from each other', async () => {
    await start();
    const other = { ...account.clientConfig(), credentials: { accessKeyId: '210987654321', secretAccessKey: 'x' } };
    await sqs().send(new CreateQueueCommand({ QueueName: 'here' }));

    const [mine, inOtherRegion, inOtherAccount] = await Promise.all(
      [sqs(), sqs('ap-south-1'), new SQSClient(other)].map((client) => client.send(new ListQueuesCommand({}))),
    );

    assert.lengthOf(mine?.QueueUrls ?? [], 1);
    assert.deepEqual([inOtherRegion?.QueueUrls ?? [], inOtherAccount?.QueueUrls ?? []], [[], []]);
  });

  it('gives the variables that point clients here, as administrator or as a role', async () => {
    await start();
    const roleArn = 'arn:aws:iam::210987654321:role/path/auditor';
    const caller = async (variables: Record<string, string>) => {
      const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = variables;
      const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = variables;
      const sts = new STSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
      return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
    };

    const administrator = await caller(account.environment());
    const elsewhere = await caller(account.environment({ accountId: '210987654321' }));
    const role = await caller(account.environment({ roleArn }));

    assert.deepEqual(
      [administrator, elsewhere, role],
      [
        `arn:aws:iam::${account.accountId}:user/local-administrator`,
        'arn:aws:iam::210987654321:user/local-administrator',
        'arn:aws:sts::210987654321:assumed-role/auditor/local',
      ],
    );
  });

  it('is reached by S3 Control under the name that it gives', async () => {
    await start();
    const endpoint = account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '';
    const control = new S3ControlClient({ ...account.clientConfig(), endpoint });

    await control.send(
      new PutPublicAccessBlockCommand({
        AccountId: account.accountId,
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      }),
    );

    assert.isTrue(account.services.s3Control.blockOf(account.accountId)?.blockPublicAcls);
  });

  it('makes the same ids from the same seed, whatever else it is asked', async () => {
    const made: string[][] = [];
    for (const { seed, busy } of [
      { seed: 7, busy: false },
      { seed: 7, busy: true },
      { seed: 8, busy: false },
    ]) {
      await start({ seed });
      if (busy) await new EC2Client(account.clientConfig()).send(new DescribeSecurityGroupsCommand({}));
      const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName: 'work' }));
      if (busy) await sqs('us-east-1').send(new ListQueuesCommand({}));
      const groupId = await createOpenGroup(account);
      const { MessageId = '' } = await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
      made.push([groupId, MessageId]);
      await account.stop();
    }

    assert.deepEqual(made[0], made[1]);
    assert.notEqual(made[0]?.[0], made[2]?.[0]);
    assert.notEqual(made[0]?.[1], made[2]?.[1]);
  });

  it('strikes with faults at one role only', async () => {
    await start();
    account.faults.inject({
      service: 'sqs',
      when: ({ principalArn }) => principalArn.includes('assumed-role/denied/'),
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const { AWS_ACCESS_KEY_ID: accessKeyId = '' } = account.environment({
      roleArn: `arn:aws:iam::${account.accountId}:role/denied`,
    });
    const denied = new SQSClient({ ...account.clientConfig(), credentials: { accessKeyId, secretAccessKey: 'x' } });

    await assertRefused(denied.send(new ListQueuesCommand({})), 'AccessDenied');
    await sqs().send(new ListQueuesCommand({}));

    assert.equal(account.calls.count({ service: 'sqs', operation: 'ListQueues' }), 2);
  });

  it('says that a port is taken', async () => {
    await start();
    const port = Number(new URL(account.endpoint).port);

    await assertRefused(startLocalAccount({ port }), 'Error', /EADDRINUSE/);
  });
});
