import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  GetComplianceDetailsByConfigRuleCommand,
  ConfigServiceClient,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import { LocalClock } from '../../local/clock.ts';
import { type LocalAccount, type LocalAccountOptions, startLocalAccount } from '../../local/local-account.ts';
import { bundles } from './support/lambda.ts';
import { assertRefused } from './support/refusal.ts';

/** Judges any security group by whether its item mentions 0.0.0.0/0, over a bare HTTP call. */
const ruleSource = `
export const handler = async (event) => {
  const { configurationItem: item } = JSON.parse(event.invokingEvent);
  const open = JSON.stringify(item.configuration?.ipPermissions ?? []).includes('0.0.0.0/0');
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': 'StarlingDoveService.PutEvaluations',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION + '/config/aws4_request',
    },
    body: JSON.stringify({
      ResultToken: event.resultToken,
      Evaluations: [{
        ComplianceResourceType: item.resourceType,
        ComplianceResourceId: item.resourceId,
        ComplianceType: open ? 'NON_COMPLIANT' : 'COMPLIANT',
        OrderingTimestamp: Date.parse(item.configurationItemCaptureTime) / 1000,
      }],
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
};`;

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

  const run = {
    config: () => new ConfigServiceClient(account.clientConfig()),
    sqs: (region?: string) => new SQSClient(account.clientConfig(region)),
  };
  /** A rule, its recorder, and a queue that hears the topic and the bus; answers the queue's URL. */
  const deploy = async (permissions = [{ principal: 'config.amazonaws.com' }]): Promise<string> => {
    const { accountId, region } = account;
    const functionArn = account.services.lambda.createFunction({
      accountId,
      region,
      name: 'rule',
      bundlePath: await folder.write(ruleSource),
      environment: {},
      timeoutMs: 10_000,
      roleArn: `arn:aws:iam::${accountId}:role/rule`,
      permissions,
    });
    const { QueueUrl = '' } = await run.sqs().send(new CreateQueueCommand({ QueueName: 'inbox' }));
    const queueArn = `arn:aws:sqs:${region}:${accountId}:inbox`;
    const sns = new SNSClient(account.clientConfig());
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'config' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
    const events = new EventBridgeClient(account.clientConfig());
    await events.send(new PutRuleCommand({ Name: 'bus', EventPattern: '{"source":["aws.config"]}' }));
    await events.send(new PutTargetsCommand({ Rule: 'bus', Targets: [{ Id: 'queue', Arn: queueArn }] }));
    const config = run.config();
    const recorder = { name: 'default', roleARN: `arn:aws:iam::${accountId}:role/config` };
    await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: recorder }));
    const channel = { name: 'default', s3BucketName: 'bucket', snsTopicARN: TopicArn };
    await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: channel }));
    const Source = {
      Owner: 'CUSTOM_LAMBDA' as const,
      SourceIdentifier: functionArn,
      SourceDetails: [
        { EventSource: 'aws.config' as const, MessageType: 'ConfigurationItemChangeNotification' as const },
      ],
    };
    const Scope = { ComplianceResourceTypes: ['AWS::EC2::SecurityGroup'] };
    await config.send(new PutConfigRuleCommand({ ConfigRule: { ConfigRuleName: 'open', Source, Scope } }));
    await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
    await account.settled();
    return QueueUrl;
  };
  const receive = async (QueueUrl: string): Promise<{ [field: string]: unknown }[]> => {
    const bodies: { [field: string]: unknown }[] = [];
    for (;;) {
      const { Messages = [] } = await run.sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as { [field: string]: unknown }));
    }
  };
  const createOpenGroup = async (): Promise<string> => {
    const ec2 = new EC2Client(account.clientConfig());
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }));
    const permission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
    return GroupId;
  };
  const verdicts = async () => {
    const { EvaluationResults = [] } = await run
      .config()
      .send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'open', Limit: 100 }));
    return new Map(
      EvaluationResults.map((result) => [
        result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId,
        result.ComplianceType,
      ]),
    );
  };

  for (const frozen of [false, true]) {
    it(`runs the whole cycle of AWS Config with a ${frozen ? 'frozen' : 'running'} clock`, async () => {
      await start({ clock: new LocalClock({ frozen }) });
      const inbox = await deploy();

      const groupId = await createOpenGroup();
      await account.settled();

      assert.equal((await verdicts()).get(groupId), 'NON_COMPLIANT');
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
    const functionArn = account.services.lambda.createFunction({
      accountId,
      region,
      name: 'ticker',
      bundlePath: await folder.write('export const handler = async (event) => console.log(event["detail-type"]);'),
      environment: {},
      timeoutMs: 10_000,
      roleArn: `arn:aws:iam::${accountId}:role/ticker`,
      permissions: [
        { principal: 'events.amazonaws.com', sourceArn: `arn:aws:events:${region}:${accountId}:rule/tick` },
      ],
    });
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
    await assertRefused(deploy([]), 'InsufficientPermissionsException');
  });

  it('has any account and any region, apart from each other', async () => {
    await start();
    const other = { ...account.clientConfig(), credentials: { accessKeyId: '210987654321', secretAccessKey: 'x' } };
    await run.sqs().send(new CreateQueueCommand({ QueueName: 'here' }));

    const [mine, inOtherRegion, inOtherAccount] = await Promise.all(
      [run.sqs(), run.sqs('ap-south-1'), new SQSClient(other)].map((client) => client.send(new ListQueuesCommand({}))),
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

  it('makes the same ids from the same seed', async () => {
    const ids: string[] = [];
    for (const seed of [7, 7, 8]) {
      await start({ seed });
      ids.push(await createOpenGroup());
      await account.stop();
    }

    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[0], ids[2]);
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
    await run.sqs().send(new ListQueuesCommand({}));

    assert.equal(account.calls.count({ service: 'sqs', operation: 'ListQueues' }), 2);
  });

  it('lets the process exit once it is stopped', async () => {
    await start();
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const modules = new URL(`../../local/local-account.${extension}`, import.meta.url).href;
    const bundlePath = await folder.write('export const handler = () => new Promise(() => {});');
    const script = `
      const { startLocalAccount } = await import(${JSON.stringify(modules)});
      const account = await startLocalAccount();
      const arn = account.services.lambda.createFunction({
        accountId: account.accountId, region: account.region, name: 'hangs', bundlePath: ${JSON.stringify(bundlePath)},
        environment: {}, timeoutMs: 900000, roleArn: 'arn:aws:iam::123456789012:role/hangs' });
      account.services.lambda.invokeAsync(arn, {});
      account.clock.after(3600000, () => {});
      await account.stop();
      console.log('stopped');`;

    const { stdout } = await promisify(execFile)(process.execPath, [
      ...process.execArgv.filter((argument) => !argument.startsWith('--input-type')),
      '--input-type=module',
      '--eval',
      script,
    ]);

    assert.equal(stdout.trim(), 'stopped');
  });

  it('says that a port is taken', async () => {
    await start();
    const port = Number(new URL(account.endpoint).port);

    await assertRefused(startLocalAccount({ port }), 'Error', /EADDRINUSE/);
  });
});
