import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createQueue, type Queue } from '../queue/queue.ts';
import type { OutboxMessage } from './outbox-event.ts';
import type { Way } from './way.ts';

/** The queue of what is to be told, as far as the notifier settles it. Every method rejects where SQS does not take it. */
export interface Outbox extends Pick<Queue, 'delete' | 'giveBack' | 'deadLetter'> {
  /** Queues a copy of it that has been told by these ways, and is told by the others alone. The message itself stays. */
  passOn(message: OutboxMessage, told: readonly Way[], afterSeconds: number): Promise<void>;
}

/** The message attribute that names the ways by which a message was told, separated by commas. */
export const toldAttribute = 'ConfigmendTold';

/** The longest that SQS delays one message (Amazon SQS API, SendMessage). */
const longestDelay = 900;

export function createOutbox(
  sqs: Pick<SQSClient, 'send'>,
  { queueUrl, deadLetterQueueUrl }: { readonly queueUrl: string; readonly deadLetterQueueUrl: string },
): Outbox {
  // Nothing is received here, so that nothing is held: Lambda does it.
  const queue = createQueue(sqs, { queueUrl, deadLetterQueueUrl, holdSeconds: 0 });
  return {
    delete: queue.delete,
    giveBack: queue.giveBack,
    deadLetter: queue.deadLetter,
    async passOn({ body }, told, afterSeconds) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          DelaySeconds: Math.min(longestDelay, afterSeconds),
          MessageAttributes: { [toldAttribute]: { DataType: 'String', StringValue: told.join(',') } },
        }),
      );
    },
  };
}
