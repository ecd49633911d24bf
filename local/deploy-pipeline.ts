import {
  ConfigServiceClient,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  type SourceDetail,
} from '@aws-sdk/client-config-service';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { LambdaBundle } from '../build/bundle-lambdas.ts';
import { settleMs } from '../coordinator/settle-unworked.ts';
import { remediators } from '../remediators/registry.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import type { LocalAccount } from './local-account.ts';

/** The pipeline as it stands in the local account. */
export interface Deployment {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Events of functions that failed for good: a notice that Slack would not take, a rule event that could not be judged. */
  readonly failuresQueueUrl: string;
  readonly ledgerBucket: string;
  readonly noticesTopicArn: string;
  readonly gateParameter: string;
  configRuleName(ruleId: string): string;
  functionName(name: string): string;
  /** `enable_auto_response`: the schedule's state and the parameter that every part asks. */
  setAutoResponse(on: boolean): Promise<void>;
}

export interface DeployOptions {
  readonly bundles: readonly LambdaBundle[];
  /** Kept in an encrypted parameter; without it the notifier has nobody to tell. */
  readonly slackWebhookUrl?: string;
  /** How long one coordinator run polls the queue. */
  readonly pollMs?: number;
  readonly remediatorMs?: number;
  /** `{"<rule>": {"<parameter>": "<value>"}}`; every registered rule is enabled. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const prefix = 'configmend';

/**
 * Puts the whole pipeline into the local account: queues, topics, parameters, ledger, one Lambda per bundle, the Config rules
 * and the schedule, everything derived from the registries. The recorder is configured and not started.
 */
export async function deployPipeline(account: LocalAccount, options: DeployOptions): Promise<Deployment> {
  const { accountId, region } = account;
  const client = account.clientConfig();
  const [config, events, s3] = [new ConfigServiceClient(client), new EventBridgeClient(client), new S3Client(client)];
  const [sns, sqs, ssm] = [new SNSClient(client), new SQSClient(client), new SSMClient(client)];
  const functionName = (name: string): string => `${prefix}-${name}`;
  const functionArn = (name: string): string => `arn:aws:lambda:${region}:${accountId}:function:${functionName(name)}`;
  const gateParameter = `/${prefix}/enable_auto_response`;
  const slackParameter = `/${prefix}/slack_webhook`;
  const ledgerBucket = `${prefix}-ledger-${accountId}`;
  const scheduleName = `${prefix}-schedule`;
  const scheduleArn = `arn:aws:events:${region}:${accountId}:rule/${scheduleName}`;
  const remediatorMs = options.remediatorMs ?? 60_000;
  const pollMs = options.pollMs ?? 55_000;

  const queueUrl =
    (await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}-remediation`, Attributes: queueAttributes })))
      .QueueUrl ?? '';
  const deadLetterQueueUrl =
    (await sqs.send(new CreateQueueCommand({ QueueName: `${prefix}-dead-letters`, Attributes: queueAttributes })))
      .QueueUrl ?? '';
  const failuresQueue = `${prefix}-failed-invocations`;
  const failuresQueueUrl =
    (await sqs.send(new CreateQueueCommand({ QueueName: failuresQueue, Attributes: queueAttributes }))).QueueUrl ?? '';
  const topic = async (name: string): Promise<string> =>
    (await sns.send(new CreateTopicCommand({ Name: name }))).TopicArn ?? '';
  const [configTopicArn, noticesTopicArn] = [await topic(`${prefix}-config`), await topic(`${prefix}-notices`)];
  await s3.send(new CreateBucketCommand({ Bucket: ledgerBucket, ...locationOf(region) }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: ledgerBucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await ssm.send(new PutParameterCommand({ Name: gateParameter, Value: 'false', Type: 'String' }));
  if (options.slackWebhookUrl !== undefined) {
    await ssm.send(
      new PutParameterCommand({ Name: slackParameter, Value: options.slackWebhookUrl, Type: 'SecureString' }),
    );
  }

  const environments = (name: string): Record<string, string> => {
    if (name === 'notifier')
      return options.slackWebhookUrl === undefined ? {} : { SLACK_WEBHOOK_PARAMETER: slackParameter };
    if (rules.some(({ id }) => id === name)) return { QUEUE_URL: queueUrl };
    const shared = {
      QUEUE_URL: queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
      NOTIFICATION_TOPIC_ARN: noticesTopicArn,
      GATE_PARAMETER: gateParameter,
    };
    if (name === 'coordinator') {
      const names = remediators.map(({ id }) => [id, functionName(`remediator-${id}`)]);
      return {
        ...shared,
        REMEDIATORS: JSON.stringify(Object.fromEntries(names)),
        REMEDIATOR_SECONDS: String(remediatorMs / 1000),
      };
    }
    const parameters = rules.map(({ id }) => [id, options.parameters?.[id] ?? {}]);
    return { ...shared, LEDGER_BUCKET: ledgerBucket, RULE_PARAMETERS: JSON.stringify(Object.fromEntries(parameters)) };
  };
  // The notifier waits out Slack's refusals, the coordinator its remediators.
  const timeouts: Record<string, number> = { notifier: 90_000, coordinator: pollMs + remediatorMs + settleMs };
  for (const { name, path } of options.bundles) {
    account.services.lambda.createFunction({
      accountId,
      region,
      name: functionName(name),
      bundlePath: path,
      environment: environments(name),
      timeoutMs: timeouts[name] ?? remediatorMs,
      roleArn: `arn:aws:iam::${accountId}:role/${functionName(name)}`,
      ...(name === 'coordinator' || name === 'notifier' ? { reservedConcurrency: 1 } : {}),
      onFailure: { queueArn: `arn:aws:sqs:${region}:${accountId}:${failuresQueue}` },
      permissions: permissionsOf(name, accountId, { scheduleArn, topicArns: [configTopicArn, noticesTopicArn] }),
    });
  }
  for (const TopicArn of [configTopicArn, noticesTopicArn]) {
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint: functionArn('notifier') }));
  }
  await events.send(
    new PutRuleCommand({ Name: scheduleName, ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }),
  );
  await events.send(
    new PutTargetsCommand({ Rule: scheduleName, Targets: [{ Id: 'coordinator', Arn: functionArn('coordinator') }] }),
  );
  await putRecorder(config, accountId, ledgerBucket, configTopicArn);
  for (const rule of rules)
    await putRule(config, rule, functionName(rule.id), functionArn(rule.id), options.parameters?.[rule.id]);

  return {
    queueUrl,
    deadLetterQueueUrl,
    failuresQueueUrl,
    ledgerBucket,
    noticesTopicArn,
    gateParameter,
    configRuleName: functionName,
    functionName,
    async setAutoResponse(on) {
      await ssm.send(
        new PutParameterCommand({ Name: gateParameter, Value: String(on), Type: 'String', Overwrite: true }),
      );
      await events.send(
        on ? new EnableRuleCommand({ Name: scheduleName }) : new DisableRuleCommand({ Name: scheduleName }),
      );
    },
  };
}

const queueAttributes = { MessageRetentionPeriod: '1209600', VisibilityTimeout: '900', SqsManagedSseEnabled: 'true' };

function locationOf(region: string): object {
  return region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region } };
}

function permissionsOf(
  name: string,
  accountId: string,
  sources: { scheduleArn: string; topicArns: readonly string[] },
): { principal: string; sourceAccount?: string; sourceArn?: string }[] {
  if (name === 'coordinator') return [{ principal: 'events.amazonaws.com', sourceArn: sources.scheduleArn }];
  if (name === 'notifier') return sources.topicArns.map((sourceArn) => ({ principal: 'sns.amazonaws.com', sourceArn }));
  if (name.startsWith('remediator-')) return [];
  return [{ principal: 'config.amazonaws.com', sourceAccount: accountId }];
}

async function putRecorder(
  config: ConfigServiceClient,
  accountId: string,
  bucket: string,
  topicArn: string,
): Promise<void> {
  const roleARN = `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
  await config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: {
        name: 'default',
        roleARN,
        recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
      },
    }),
  );
  await config.send(
    new PutDeliveryChannelCommand({
      DeliveryChannel: { name: 'default', s3BucketName: bucket, snsTopicARN: topicArn },
    }),
  );
}

async function putRule(
  config: ConfigServiceClient,
  rule: RegisteredRule,
  name: string,
  functionArn: string,
  parameters: Readonly<Record<string, string>> | undefined,
): Promise<void> {
  const details: SourceDetail[] = rule.triggers.flatMap((trigger): SourceDetail[] =>
    trigger === 'change'
      ? [
          { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
          { EventSource: 'aws.config', MessageType: 'OversizedConfigurationItemChangeNotification' },
        ]
      : [
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: 'TwentyFour_Hours',
          },
        ],
  );
  await config.send(
    new PutConfigRuleCommand({
      ConfigRule: {
        ConfigRuleName: name,
        Description: rule.summary,
        Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: functionArn, SourceDetails: details },
        Scope: { ComplianceResourceTypes: [rule.resourceType] },
        ...(parameters === undefined ? {} : { InputParameters: JSON.stringify(parameters) }),
      },
    }),
  );
}
