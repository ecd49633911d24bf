import { ChangeMessageVisibilityBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sendInBatches } from '../aws/send-batches.ts';

/** A standard queue hands out the oldest first, mostly; of so many one is the oldest, or nearly so. */
const mostReceives = 5;
/** They are given back within a second; whoever dies in between hides them for so long. */
const holdSeconds = 20;

/**
 * When the oldest of the first 50 visible messages was sent; undefined where none is visible. SQS tells the age of the oldest to
 * CloudWatch only, so messages are received and made visible again at once: SQS counts a receive, and nobody an attempt. Rejects
 * with the SDK's error.
 */
export async function oldestWaiting(sqs: Pick<SQSClient, 'send'>, queueUrl: string): Promise<Date | undefined> {
  // Without the bodies: fifty of the largest instructions are as much as the function has room for.
  const seen: { readonly handle: string; readonly sentAt: number }[] = [];
  try {
    for (let receive = 0; receive < mostReceives; receive += 1) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: holdSeconds,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      for (const { ReceiptHandle: handle = '', Attributes } of Messages) {
        seen.push({ handle, sentAt: Number(Attributes?.SentTimestamp) });
      }
      if (Messages.length === 0) break;
    }
  } finally {
    // What is refused comes back by itself.
    await sendInBatches(seen, { perCall: 10 }, async (batch) => {
      const Entries = batch.map(({ handle }, index) => ({
        Id: String(index),
        ReceiptHandle: handle,
        VisibilityTimeout: 0,
      }));
      return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    });
  }
  const sent = seen.map(({ sentAt }) => sentAt).filter((at) => !Number.isNaN(at));
  return sent.length === 0 ? undefined : new Date(Math.min(...sent));
}
