import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface RedrivenQueue {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** As the stack sets it, and SQS allows at most. */
const maxReceiveCount = 1000;

/** A queue of its own, whose messages SQS would move to dead letters of its own. */
export async function redrivenQueue(sqs: SQSClient, number: number): Promise<RedrivenQueue> {
  const create = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';
  const deadLetterQueueUrl = await create(`dead-${number}`);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const redrive = { deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount };
  return { queueUrl: await create(`queue-${number}`, { RedrivePolicy: JSON.stringify(redrive) }), deadLetterQueueUrl };
}
