import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { Token } from 'cdktf';
import { mostBytesOfMessage } from '../queue/most-bytes.ts';
import { type Deployment, type HubDeployment, regionalName } from './deployment.ts';
import { denyPlainHttp } from './iam-scope.ts';
import { membersQueue } from './members.ts';
import { policyText } from './policy-text.ts';

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
  readonly arn: string;
  /** Who may send: what sends must wait for that. */
  readonly policy: SqsQueuePolicy;
}

export interface GuardedQueueProps {
  readonly deadLetters?: SqsQueue;
  /** Statements that let others send. */
  readonly senders?: (arn: string) => readonly object[];
  /** Terraform's `count`, an expression. */
  readonly count?: string;
}

/**
 * Encrypted with SQS's own key: it costs nothing, and a key of ours would need a grant for every sender. Each takes the largest messages:
 * instructions come near it, Lambda puts a whole event and what became of it into a failed invocation, and what SNS has filled to its
 * 256 KiB the notifier passes on, or gives up, with attributes beside it.
 */
export function guardedQueue(
  deployment: Deployment,
  name: string,
  { deadLetters, senders, count }: GuardedQueueProps = {},
): GuardedQueue {
  const { stack } = deployment;
  const counted = count === undefined ? {} : { count: Token.asNumber(count) };
  const address = `aws_sqs_queue.${name}${count === undefined ? '' : '[0]'}`;
  const [arn, queueUrl] = [`\${${address}.arn}`, `\${${address}.url}`];
  const queue = new SqsQueue(stack, name, {
    ...counted,
    name: regionalName(deployment, name),
    maxMessageSize: mostBytesOfMessage,
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
  const text = policyText([...(senders?.(arn) ?? []), denyPlainHttp('sqs:*', [arn])]);
  const policy = new SqsQueuePolicy(stack, `${name}-policy`, { ...counted, queueUrl, policy: text });
  return { queue, arn, policy };
}

/** What members judge in their own accounts is queued here too. */
export function queues(deployment: HubDeployment): Queues {
  const { queue: deadLetters } = guardedQueue(deployment, 'dead-letters');
  return {
    deadLetters,
    remediation: guardedQueue(deployment, 'remediation', { deadLetters, senders: (arn) => [membersQueue(arn)] }).queue,
    failures: guardedQueue(deployment, 'failed-invocations').queue,
  };
}
