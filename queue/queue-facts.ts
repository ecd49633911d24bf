import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { understood } from '../aws/understood.ts';

/** What SQS says of a queue. The counts are approximate, and up to a minute behind (SQS API Reference, GetQueueAttributes). */
export interface QueueFacts {
  /** To be received now. */
  readonly visible: number;
  /** With a consumer, or with another reader. */
  readonly inFlight: number;
  /** Not to be received yet. */
  readonly delayed: number;
  /** What is received more often goes to the dead letters. Absent where the queue has none. */
  readonly maxReceiveCount?: number;
  readonly deadLetterArn?: string;
}

/** Rejects with the SDK's error, or with READ_FAILED for an answer of a form that is not known. */
export function queueFacts(sqs: Pick<SQSClient, 'send'>, queueUrl: string): Promise<QueueFacts> {
  return understood('SQS', () => readFacts(sqs, queueUrl));
}

async function readFacts(sqs: Pick<SQSClient, 'send'>, queueUrl: string): Promise<QueueFacts> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
        'RedrivePolicy',
      ],
    }),
  );
  const {
    ApproximateNumberOfMessages: visible = '0',
    ApproximateNumberOfMessagesNotVisible: inFlight = '0',
    ApproximateNumberOfMessagesDelayed: delayed = '0',
    RedrivePolicy: policy,
  } = Attributes;
  return {
    visible: Number(visible),
    inFlight: Number(inFlight),
    delayed: Number(delayed),
    ...(policy === undefined ? {} : redriveOf(policy)),
  };
}

/** SQS writes the count as a number or as text, as it was put. */
function redriveOf(policy: string): Pick<QueueFacts, 'maxReceiveCount' | 'deadLetterArn'> {
  const given: unknown = JSON.parse(policy);
  if (typeof given !== 'object' || given === null) return {};
  const count = 'maxReceiveCount' in given ? Number(given.maxReceiveCount) : NaN;
  const arn = 'deadLetterTargetArn' in given ? given.deadLetterTargetArn : undefined;
  return {
    ...(Number.isInteger(count) ? { maxReceiveCount: count } : {}),
    ...(typeof arn === 'string' ? { deadLetterArn: arn } : {}),
  };
}
