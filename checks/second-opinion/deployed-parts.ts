import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FunctionSpec } from '../../local/lambda/local-function.ts';
import { lambdaArchive } from '../../stacks/lambda-archive.ts';
import { hub } from './names.ts';
import { region } from './sides.ts';

export interface Place {
  readonly endpoint: string;
  readonly region: string;
}

/** Addresses by those of the pattern. Each queue after its dead letters. */
export async function createQueues(sqs: SQSClient, pattern: readonly string[]): Promise<ReadonlyMap<string, string>> {
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
export async function createFunction(
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

/** As stacks/outbox.ts subscribes it: the queue, without SNS's envelope. */
export async function subscribeOutbox(place: Place, topicArn: string, outboxUrl: string): Promise<void> {
  const sns = new SNSClient(place);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: topicArn.split(':').at(-1) }));
  assert.equal(TopicArn, topicArn);
  const Attributes = { RawMessageDelivery: 'true' };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(outboxUrl), Attributes }));
}

/** As stacks/outbox.ts maps it where nothing is collected. */
export async function pollOutbox(lambda: LambdaClient, outboxUrl: string, notifierArn: string): Promise<void> {
  await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: queueArn(outboxUrl),
      FunctionName: notifierArn,
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    }),
  );
}

/** A topic of its own that invokes the function itself, which no stack of ours has. Answers its ARN. */
export async function subscribeDirectly(place: Place, lambda: LambdaClient, functionArn: string): Promise<string> {
  const sns = new SNSClient(place);
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'to-the-function' }));
  const permission = { FunctionName: functionArn, Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
  await lambda.send(new AddPermissionCommand({ ...permission, StatementId: 'sns', SourceArn: TopicArn }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: functionArn }));
  return TopicArn;
}

export async function everyMinute(place: Place, functionArn: string): Promise<void> {
  const events = new EventBridgeClient(place);
  const rule = { Name: 'configmend-coordinator', ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' as const };
  await events.send(new PutRuleCommand(rule));
  await events.send(new PutTargetsCommand({ Rule: rule.Name, Targets: [{ Id: 'coordinator', Arn: functionArn }] }));
}

function queueArn(url: string): string {
  return `arn:aws:sqs:${region}:${hub}:${url.split('/').at(-1)}`;
}
