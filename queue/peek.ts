import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { sendInBatches } from '../aws/send-batches.ts';

/** Long enough to read on while the first messages stay hidden; they are given back at once when the reading ends. */
const holdSeconds = 120;

/**
 * Every message that is visible now. SQS has no peek: messages are received, and made visible again when all are read, also
 * when reading fails. Nothing is deleted, and no attempt is counted.
 */
export async function peek(sqs: Pick<SQSClient, 'send'>, queueUrl: string): Promise<Message[]> {
  const messages = new Map<string, Message>();
  try {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          VisibilityTimeout: holdSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      const known = messages.size;
      for (const message of Messages) messages.set(message.MessageId ?? '', message);
      // Also where the first ones have come round again, because reading took longer than they were hidden.
      if (messages.size === known) return [...messages.values()];
    }
  } finally {
    await giveBack(sqs, queueUrl, [...messages.values()]);
  }
}

/** What SQS refuses here comes back by itself when its hold ends. */
async function giveBack(sqs: Pick<SQSClient, 'send'>, queueUrl: string, messages: readonly Message[]): Promise<void> {
  await sendInBatches(messages, { perCall: 10 }, async (batch) => {
    const Entries = batch.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: ReceiptHandle ?? '',
      VisibilityTimeout: 0,
    }));
    return (await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))).Failed;
  });
}
