import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { nextItem } from '../../local/config/item.ts';
import { changeEvent } from '../../local/config/rule-events.ts';
import type { FunctionSpec } from '../../local/lambda/local-function.ts';
import { startSlackReceiver } from '../../local/slack-receiver.ts';
import { lambdaArchive } from '../../stacks/lambda-archive.ts';
import { type Hybrid, hub } from './hybrid.ts';
import { startMinistack } from './ministack.ts';
import { recordedGroup } from './recorded.ts';
import { createGroup, ingressOf } from './scenarios.ts';
import { endpointsOf, region } from './sides.ts';
import { startVerdictReceiver } from './verdict-receiver.ts';

const ruleId = 'security-group-restricted-ports';
const used = [ruleId, 'coordinator', 'remediator-security-group', 'notifier'];
/** A schedule of a minute fires within the next. */
const patienceMs = 150_000;

export interface DeployedShapeOptions {
  /** The program. */
  readonly ministack: string;
  readonly moto: string;
  /** Its deployment is the pattern; the rest of it is not used. */
  readonly hybrid: Hybrid;
  /** Must be ours to write to. */
  readonly folder: string;
}

/**
 * The shape as deployed, run by ministack: functions of the built bundles with the stack's settings, the queues, SNS to the notifier, the
 * outbox as its event source, and the schedule that starts the coordinator. EC2, S3 and STS are moto's. One violation goes all the way;
 * nothing but the rule is invoked by hand. Throws what is not as it should be.
 */
export async function deployedShape({ ministack: program, moto, hybrid, folder }: DeployedShapeOptions): Promise<void> {
  const ministack = await startMinistack(program, hub, region);
  const [slack, verdicts] = await Promise.all([startSlackReceiver(), startVerdictReceiver()]);
  try {
    const config = {
      endpoint: ministack.endpoint,
      region,
      credentials: { accessKeyId: hub, secretAccessKey: 'none' },
    };
    const { deployment } = hybrid;
    const [sqs, lambda, ssm] = [new SQSClient(config), new LambdaClient(config), new SSMClient(config)];
    const secret = '/configmend-operator/slack-webhook';
    await ssm.send(new PutParameterCommand({ Name: secret, Value: slack.url, Type: 'SecureString' }));
    await ssm.send(new PutParameterCommand({ Name: deployment.gateParameter, Value: 'true', Type: 'String' }));
    const urls = await createQueues(sqs, [
      deployment.deadLetterQueueUrl,
      deployment.queueUrl,
      deployment.outboxDeadLetterQueueUrl,
      deployment.outboxUrl,
    ]);
    const { all } = endpointsOf(moto);
    const arns = new Map<string, string>();
    for (const name of used) {
      const spec = hybrid.functions.find((one) => one.name === deployment.functionName(name));
      if (spec === undefined) throw new Error(`${name} is not deployed`);
      const environment = {
        ...Object.fromEntries(Object.entries(spec.environment).map(([key, value]) => [key, urls.get(value) ?? value])),
        AWS_ENDPOINT_URL_EC2: all,
        AWS_ENDPOINT_URL_S3: all,
        AWS_ENDPOINT_URL_STS: all,
        AWS_ENDPOINT_URL_CONFIG_SERVICE: verdicts.endpoint,
      };
      arns.set(name, await createFunction(lambda, join(folder, 'functions', name), spec, environment));
    }
    await wire(config, lambda, deployment.noticesTopicArn, urls.get(deployment.outboxUrl) ?? '', arns);

    const { ec2, s3 } = hybrid.hub;
    const group = await createGroup(ec2, [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }] },
    ]);
    const { resourceType, resourceId, state } = await recordedGroup(hybrid.hub, hub, group);
    const now = Date.now();
    const item = nextItem({ resourceType, resourceId, accountId: hub, region }, state, undefined, now);
    if (item === undefined) throw new Error('the group is nothing to record');
    const event = {
      version: '1.0',
      invokingEvent: changeEvent(item, null, now, 256 * 1024).text,
      ruleParameters: '{}',
      resultToken: 'given-by-aws-config',
      eventLeftScope: false,
      configRuleArn: `arn:aws:config:${region}:${hub}:config-rule/config-rule-abcdef`,
      configRuleName: ruleId,
      configRuleId: 'config-rule-abcdef',
      accountId: hub,
    };
    const judged = await lambda.send(
      new InvokeCommand({ FunctionName: arns.get(ruleId), Payload: JSON.stringify(event) }),
    );

    assert.equal(judged.FunctionError, undefined, Buffer.from(judged.Payload ?? []).toString());
    assert.match(verdicts.put.join(), /NON_COMPLIANT/);
    await until(async () => !(await ingressOf(ec2, group)).includes('tcp 22-22 0.0.0.0/0'), 'the schedule mends');
    assert.deepEqual(await ingressOf(ec2, group), ['tcp 22-22 10.0.0.0/8']);
    await until(
      async () => slack.messages.some((message) => JSON.stringify(message).includes(group)),
      'the outbox is told to Slack',
    );
    await until(async () => (await messagesIn(sqs, urls.get(deployment.queueUrl) ?? '')) === 0, 'the queue is empty');
    const { KeyCount = 0 } = await s3.send(
      new ListObjectsV2Command({ Bucket: deployment.ledgerBucket, Prefix: 'actions/' }),
    );
    assert.ok(KeyCount > 0, 'the ledger has the action');
  } finally {
    await Promise.all([ministack.stop(), slack.stop(), verdicts.stop()]);
  }
}

/** Addresses by those of the pattern. Each queue after its dead letters. */
async function createQueues(sqs: SQSClient, pattern: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>();
  let deadLetters: string | undefined;
  for (const url of pattern) {
    const name = url.split('/').at(-1) ?? '';
    const policy = { deadLetterTargetArn: `arn:aws:sqs:${region}:${hub}:${deadLetters}`, maxReceiveCount: 10 };
    const Attributes =
      deadLetters === undefined ? {} : { RedrivePolicy: JSON.stringify(policy), VisibilityTimeout: '360' };
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
    urls.set(url, QueueUrl);
    deadLetters = deadLetters === undefined ? name : undefined;
  }
  return urls;
}

/**
 * ministack gives functions a context without their ARN, and always five minutes of time: the archive has the bundle as it is, and behind it
 * an entry that puts that right. Answers the ARN.
 */
async function createFunction(
  lambda: LambdaClient,
  folder: string,
  spec: FunctionSpec,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const arn = `arn:aws:lambda:${region}:${hub}:function:${spec.name}`;
  const entry = `
import { handler as deployed } from './index.mjs';
export const entry = (event, context) => {
  const end = Date.now() + ${spec.timeoutMs};
  const getRemainingTimeInMillis = () => Math.max(0, end - Date.now());
  return deployed(event, { ...context, invokedFunctionArn: '${arn}', getRemainingTimeInMillis });
};
`;
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'index.mjs');
  await writeFile(file, `${await readFile(spec.bundlePath, 'utf8')}${entry}`);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: spec.name,
      Runtime: 'nodejs20.x',
      Role: spec.roleArn,
      Handler: 'index.entry',
      Code: { ZipFile: await readFile(lambdaArchive(file)) },
      Timeout: Math.ceil(spec.timeoutMs / 1000),
      MemorySize: spec.memorySizeMb,
      Environment: { Variables: { ...environment } },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30, minDelay: 1 }, { FunctionName: spec.name });
  return arn;
}

async function wire(
  config: { readonly endpoint: string; readonly region: string },
  lambda: LambdaClient,
  topicArn: string,
  outboxUrl: string,
  arns: ReadonlyMap<string, string>,
): Promise<void> {
  const [notifier = '', coordinator = ''] = [arns.get('notifier'), arns.get('coordinator')];
  const sns = new SNSClient(config);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topicArn.split(':').at(-1) }));
  assert.equal(TopicArn, topicArn);
  const permission = { FunctionName: notifier, Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await lambda.send(new AddPermissionCommand({ ...permission, StatementId: 'sns', SourceArn: topicArn }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: notifier }));
  await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: `arn:aws:sqs:${region}:${hub}:${outboxUrl.split('/').at(-1)}`,
      FunctionName: notifier,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
  const events = new EventBridgeClient(config);
  const rule = { Name: 'configmend-coordinator', ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' as const };
  await events.send(new PutRuleCommand(rule));
  await events.send(new PutTargetsCommand({ Rule: rule.Name, Targets: [{ Id: 'coordinator', Arn: coordinator }] }));
}

async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
  );
  return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${patienceMs / 1000} s: ${what}`);
    await pause(500);
  }
}
