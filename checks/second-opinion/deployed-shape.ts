import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { nextItem } from '../../local/config/item.ts';
import { changeEvent } from '../../local/config/rule-events.ts';
import { startSlackReceiver } from '../../local/slack-receiver.ts';
import {
  createFunction,
  createQueues,
  everyMinute,
  pollOutbox,
  subscribeDirectly,
  subscribeOutbox,
} from './deployed-parts.ts';
import type { Hybrid } from './hybrid.ts';
import { copyBucket } from './hybrid-parts.ts';
import { startMinistack } from './ministack.ts';
import { hub } from './names.ts';
import { recordedGroup } from './recorded.ts';
import { createGroup, ingressOf } from './scenario.ts';
import { endpointsOf, region } from './sides.ts';
import { startVerdictReceiver } from './verdict-receiver.ts';

const ruleId = 'security-group-restricted-ports';
const used = [ruleId, 'coordinator', 'remediator-security-group', 'notifier'];
/** Of its own: what the scenarios hold back or trip meanwhile is none of its business. */
const ledger = 'deployed-shape-ledger';
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
 * The shape as deployed, run by ministack: functions of the built bundles with the stack's settings, the queues, the outbox subscribed to
 * the topic, the schedule that starts the coordinator, and the event source mapping from the outbox to the notifier. EC2, S3 and STS are
 * moto's. One violation goes all the way; nothing but the rule is invoked by hand. The mapping is made last: what Slack is told after it
 * came by no other way. Throws what is not as it should be.
 */
export async function deployedShape({ ministack: program, moto, hybrid, folder }: DeployedShapeOptions): Promise<void> {
  const { ec2, s3: client } = hybrid.hub;
  await copyBucket({ client, bucket: hybrid.deployment.ledgerBucket }, { client, bucket: ledger });
  const ministack = await startMinistack(program, hub, region);
  const [slack, verdicts] = await Promise.all([startSlackReceiver(), startVerdictReceiver()]);
  const toldOf = (what: string): number =>
    slack.messages.filter((message) => JSON.stringify(message).includes(what)).length;
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
    const waiting = (url: string): Promise<number> => messagesIn(sqs, urls.get(url) ?? '');
    const { all } = endpointsOf(moto);
    const arns = new Map<string, string>();
    for (const name of used) {
      const spec = hybrid.functions.find((one) => one.name === deployment.functionName(name));
      if (spec === undefined) throw new Error(`${name} is not deployed`);
      const environment = {
        ...Object.fromEntries(Object.entries(spec.environment).map(([key, value]) => [key, urls.get(value) ?? value])),
        LEDGER_BUCKET: ledger,
        AWS_ENDPOINT_URL_EC2: all,
        AWS_ENDPOINT_URL_S3: all,
        AWS_ENDPOINT_URL_STS: all,
        AWS_ENDPOINT_URL_CONFIG_SERVICE: verdicts.endpoint,
      };
      arns.set(name, await createFunction(lambda, join(folder, 'functions', name), spec, environment));
    }
    const [notifier = '', coordinator = ''] = [arns.get('notifier'), arns.get('coordinator')];
    const outboxUrl = urls.get(deployment.outboxUrl) ?? '';
    await subscribeOutbox(config, deployment.noticesTopicArn, outboxUrl);
    await everyMinute(config, coordinator);

    const group = await createGroup(ec2, [
      { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }] },
    ]);
    const event = await changeOfGroup(hybrid, group);
    const judged = await lambda.send(
      new InvokeCommand({ FunctionName: arns.get(ruleId), Payload: JSON.stringify(event) }),
    );

    assert.equal(judged.FunctionError, undefined, Buffer.from(judged.Payload ?? []).toString());
    assert.match(verdicts.put.join(), /NON_COMPLIANT/);
    await toldWithoutOutbox(config, lambda, notifier, toldOf);
    await until(async () => !(await ingressOf(ec2, group)).includes('tcp 22-22 0.0.0.0/0'), 'the schedule mends');
    assert.deepEqual(await ingressOf(ec2, group), ['tcp 22-22 10.0.0.0/8']);

    await until(async () => (await waiting(deployment.outboxUrl)) > 0, 'SNS puts the notice into the outbox');
    assert.equal(toldOf(group), 0, 'nothing but the mapping tells Slack of the mend');
    await pollOutbox(lambda, outboxUrl, notifier);
    await until(() => Promise.resolve(toldOf(group) > 0), 'the event source mapping tells Slack');
    await until(async () => (await waiting(deployment.outboxUrl)) === 0, 'the outbox is empty');
    assert.equal(toldOf(group), 1, 'the mend is told once');
    assert.equal(await waiting(deployment.outboxDeadLetterQueueUrl), 0, 'the outbox has no dead letters');
    await until(async () => (await waiting(deployment.queueUrl)) === 0, 'the queue is empty');
    const { KeyCount = 0 } = await client.send(new ListObjectsV2Command({ Bucket: ledger, Prefix: 'actions/' }));
    assert.ok(KeyCount > 0, 'the ledger has the action');
  } finally {
    await Promise.all([ministack.stop(), slack.stop(), verdicts.stop()]);
  }
}

/** What AWS Config sends a rule of a change of the group. */
async function changeOfGroup(hybrid: Hybrid, group: string): Promise<object> {
  const { resourceType, resourceId, state } = await recordedGroup(hybrid.hub, hub, group);
  const now = Date.now();
  const item = nextItem({ resourceType, resourceId, accountId: hub, region }, state, undefined, now);
  if (item === undefined) throw new Error('the group is nothing to record');
  return {
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
}

/** SNS invokes the notifier itself, and it tells: the second way that ministack has and moto lacks. */
async function toldWithoutOutbox(
  config: ConstructorParameters<typeof SNSClient>[0] & { readonly endpoint: string; readonly region: string },
  lambda: LambdaClient,
  notifier: string,
  toldOf: (what: string) => number,
): Promise<void> {
  const TopicArn = await subscribeDirectly(config, lambda, notifier);
  const AlarmName = 'straight-from-sns';
  const alarm = { AlarmName, NewStateValue: 'ALARM', OldStateValue: 'OK', AWSAccountId: hub };
  await new SNSClient(config).send(new PublishCommand({ TopicArn, Message: JSON.stringify(alarm) }));
  await until(() => Promise.resolve(toldOf(AlarmName) > 0), 'SNS invokes the notifier');
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
