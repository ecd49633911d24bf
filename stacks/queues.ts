import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { type Deployment, regionalName } from './deployment.ts';
import { denyPlainHttp } from './iam-scope.ts';

export interface Queues {
  readonly remediation: SqsQueue;
  readonly deadLetters: SqsQueue;
  /** Invocations that failed for good: events of functions, not messages of the queue. */
  readonly failures: SqsQueue;
}

const fourteenDays = 1_209_600;
/** As long as a Lambda can run: a message that a coordinator holds is nobody else's. */
const visibilitySeconds = 900;
/** SQS counts a peek as a receive; the attempts that matter are counted in the message. */
const receivesBeforeDeadLetter = 1000;

export interface GuardedQueue {
  readonly queue: SqsQueue;
  /** Who may send: what sends must wait for that. */
  readonly policy: SqsQueuePolicy;
}

/** Encrypted with SQS's own key: it costs nothing, and a key of ours would need a grant for every sender. */
export function guardedQueue(
  deployment: Deployment,
  name: string,
  { deadLetters, senders }: { deadLetters?: SqsQueue; senders?: (arn: string) => readonly object[] } = {},
): GuardedQueue {
  const { stack } = deployment;
  const queue = new SqsQueue(stack, name, {
    name: regionalName(deployment, name),
    messageRetentionSeconds: fourteenDays,
    visibilityTimeoutSeconds: visibilitySeconds,
    sqsManagedSseEnabled: true,
    ...(deadLetters === undefined
      ? {}
      : {
          redrivePolicy: JSON.stringify({
            deadLetterTargetArn: deadLetters.arn,
            maxReceiveCount: receivesBeforeDeadLetter,
          }),
        }),
  });
  const Statement = [...(senders?.(queue.arn) ?? []), denyPlainHttp('sqs:*', [queue.arn])];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement });
  return { queue, policy: new SqsQueuePolicy(stack, `${name}-policy`, { queueUrl: queue.url, policy }) };
}

export function queues(deployment: Deployment): Queues {
  const { queue: deadLetters } = guardedQueue(deployment, 'dead-letters');
  return {
    deadLetters,
    remediation: guardedQueue(deployment, 'remediation', { deadLetters }).queue,
    failures: guardedQueue(deployment, 'failed-invocations').queue,
  };
}
