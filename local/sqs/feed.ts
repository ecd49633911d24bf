import { md5 } from './message.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { type Queue, settle } from './queue.ts';
import { messageOf } from './receipt-handle.ts';
import type { QueueRegistry } from './registry.ts';
import { take } from './take.ts';

/** A message as Lambda puts it into an event (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
export interface TakenRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, object>>;
  readonly md5OfBody: string;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

/** A queue for a consumer within the account: without the wire, and without waiting. */
export interface QueueFeed {
  readonly visibilityTimeoutSeconds: number;
  /** How many messages could be received now. */
  visible(): number;
  /** Receives one message if one is visible: it is hidden for the queue's visibility timeout, and a receive is counted. */
  takeOne(): TakenRecord | undefined;
  /** As DeleteMessage: a handle that is stale deletes nothing. */
  delete(receiptHandle: string): void;
  /** Calls `look` whenever messages may have become visible, until what it returns is called. */
  watch(look: () => void): () => void;
}

export function feedOf(queue: Queue, registry: QueueRegistry): QueueFeed {
  return {
    get visibilityTimeoutSeconds() {
      return queue.settings.VisibilityTimeout;
    },
    visible: () => settle(queue).counts.visible,
    takeOne() {
      const [taken] = take(queue, 1, queue.settings.VisibilityTimeout, (arn) => registry.byArn(arn));
      if (taken === undefined) return undefined;
      queue.waiters.rearm();
      const { message, receiptHandle, receiveCount } = taken;
      return {
        messageId: message.messageId,
        receiptHandle,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(receiveCount),
          SentTimestamp: String(message.sentAt),
          SenderId: message.senderId,
          ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
          ...message.systemAttributes,
        },
        messageAttributes: inEvent(message.attributes),
        md5OfBody: md5(message.body),
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: queue.region,
      };
    },
    delete(receiptHandle) {
      settle(queue);
      const message = messageOf(queue, receiptHandle);
      if (message !== undefined) queue.messages.delete(message);
    },
    watch: (look) =>
      queue.waiters.watch(() => {
        // Else what has become visible would be due for ever, where nobody takes it.
        settle(queue);
        look();
      }),
  };
}

function inEvent(attributes: MessageAttributes): TakenRecord['messageAttributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue === undefined ? {} : { stringValue: StringValue }),
        ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}
