import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { Token } from 'cdktf';
import { complianceEventsArn } from './compliance-events.ts';
import type { HubDeployment } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import type { DeployedFunction } from './lambda.ts';
import { memberVerdictsArn } from './member-bus.ts';
import { guardedQueue, type GuardedQueue } from './queues.ts';
import { routesHaveDefault } from './slack-variables.ts';

/** What waits for Slack, and what Slack will never take. */
export interface Outbox extends GuardedQueue {
  readonly deadLetters: SqsQueue;
}

/** Messages of one batch; without a window AWS takes ten at most (AWS Lambda API Reference, CreateEventSourceMapping). */
const batchSize = 1000;
/**
 * Batches at once: the least that AWS takes. The notifier has as much concurrency, no more and no less: a batch that was throttled would
 * come back only when its visibility timeout ends (AWS Lambda Developer Guide, "Configuring scaling behavior for SQS event source mappings").
 */
export const pollers = 2;

/** Only the two topics may send to it, and the events of AWS Config where they come as such, as those of members do. */
export function outbox(deployment: HubDeployment, topicArns: readonly string[]): Outbox {
  const { queue: deadLetters } = guardedQueue(deployment, 'outbox-dead-letters');
  const send = (Sid: string, service: string, sources: readonly string[], arn: string): object => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': sources } },
  });
  const made = guardedQueue(deployment, 'outbox', {
    deadLetters,
    senders: (arn) => [
      send('Topics', 'sns.amazonaws.com', topicArns, arn),
      send(
        'ComplianceEvents',
        'events.amazonaws.com',
        [complianceEventsArn(deployment), memberVerdictsArn(deployment)],
        arn,
      ),
    ],
  });
  return { ...made, deadLetters };
}

/** What Lambda asks of the role that it polls with, and what settles a message. */
export function worksOutbox({ queue, deadLetters }: Outbox): PolicyStatement[] {
  return [
    allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      [queue.arn],
    ),
    // To the outbox itself, what one way has told and another has not.
    allow(['sqs:SendMessage'], [queue.arn, deadLetters.arn]),
  ];
}

/** Brings the outbox to the notifier, in batches of what a window brings together. */
export function pollOutbox({ stack, variables }: HubDeployment, { queue }: Outbox, notifier: DeployedFunction): void {
  const mapping = new LambdaEventSourceMapping(stack, 'outbox-to-notifier', {
    eventSourceArn: queue.arn,
    functionName: notifier.functionName,
    batchSize: Token.asNumber(`\${var.slack_digest_seconds == 0 ? 10 : ${batchSize}}`),
    maximumBatchingWindowInSeconds: variables.slack_digest_seconds.numberValue,
    functionResponseTypes: ['ReportBatchItemFailures'],
    scalingConfig: { maximumConcurrency: pollers },
  });
  mapping.addOverride('lifecycle.precondition', [
    { condition: routesHaveDefault.condition, error_message: routesHaveDefault.errorMessage },
  ]);
}

/** Without SNS's envelope, which says nothing that is told and counts towards what a batch may weigh. */
export function subscribeOutbox(
  { stack }: HubDeployment,
  { queue, policy }: Outbox,
  name: string,
  topicArn: string,
  filterPolicy?: object,
): void {
  new SnsTopicSubscription(stack, `${name}-to-outbox`, {
    topicArn,
    protocol: 'sqs',
    endpoint: queue.arn,
    rawMessageDelivery: true,
    ...(filterPolicy === undefined
      ? {}
      : { filterPolicyScope: 'MessageBody', filterPolicy: JSON.stringify(filterPolicy) }),
    dependsOn: [policy],
  });
}
