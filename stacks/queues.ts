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

/** Encrypted with SQS's own key: it costs nothing, and a key of ours would need a grant for every sender. */
export function queues(deployment: Deployment): Queues {
  const { stack } = deployment;
  const queue = (name: string, more: { redrivePolicy?: string } = {}): SqsQueue => {
    const created = new SqsQueue(stack, name, {
      name: regionalName(deployment, name),
      messageRetentionSeconds: fourteenDays,
      visibilityTimeoutSeconds: visibilitySeconds,
      sqsManagedSseEnabled: true,
      ...more,
    });
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [denyPlainHttp('sqs:*', [created.arn])] });
    new SqsQueuePolicy(stack, `${name}-policy`, { queueUrl: created.url, policy });
    return created;
  };
  const deadLetters = queue('dead-letters');
  const redrivePolicy = JSON.stringify({
    deadLetterTargetArn: deadLetters.arn,
    maxReceiveCount: receivesBeforeDeadLetter,
  });
  return { deadLetters, remediation: queue('remediation', { redrivePolicy }), failures: queue('failed-invocations') };
}
