import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type SendBatch, sendInBatches } from '../aws/send-batches.ts';
import { Failure } from '../contract/failure.ts';
import type { Instruction } from '../contract/instruction.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';
import { mostBytesOfMessage } from './most-bytes.ts';
import { received } from './received.ts';
import { sendInstructions } from './send-instructions.ts';

/** A message by which it can be settled, readable or not. */
export interface Receipt {
  readonly messageId: string;
  readonly receiptHandle: string;
}

/** The remediation queue as its consumers use it. Every method throws QUEUE_SEND_FAILED, READ_FAILED or the SDK's error, never half-tells. */
export interface Queue {
  /** At most 10 messages, hidden for `holdSeconds`; waits up to `waitSeconds` (0 to 20) for the first. */
  receive(waitSeconds: number): Promise<Message[]>;
  delete(receipts: readonly Receipt[]): Promise<void>;
  /** Makes messages visible again after so many seconds, as they are: no attempt is counted. */
  giveBack(receipts: readonly Receipt[], afterSeconds: number): Promise<void>;
  /** Queues the instruction anew with its attempt counted, then deletes the message: in that order, so that none is lost. */
  retry(message: HeldMessage, afterSeconds: number): Promise<void>;
  /** Queues the instructions anew as given, no attempt counted, then deletes the messages: their age and receives begin anew. */
  putOff(messages: readonly HeldMessage[], afterSeconds: number): Promise<void>;
  /** Moves a message to the dead-letter queue with the reason as attributes, then deletes it. A body that leaves these no room is cut. */
  deadLetter(receipt: Receipt, body: string, reason: { code: string; message: string }): Promise<void>;
}

export interface QueueOptions {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Longer than a coordinator and a remediator together can take: a held message is nobody else's. */
  readonly holdSeconds: number;
}

export function createQueue(sqs: Pick<SQSClient, 'send'>, options: QueueOptions): Queue {
  const { queueUrl, deadLetterQueueUrl, holdSeconds } = options;

  const remove = (receipts: readonly Receipt[]): Promise<void> =>
    settleAll(receipts, 'not deleted', async (batch) => {
      const Entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
      return sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    });

  async function settleAll(receipts: readonly Receipt[], what: string, call: SendBatch<Receipt>): Promise<void> {
    const refusals = await sendInBatches(receipts, { perCall: 10 }, call);
    const [first] = refusals;
    if (first === undefined) return;
    throw new Failure('QUEUE_SEND_FAILED', `${refusals.length} messages were ${what}: ${first.reason}`, {
      cause: first.cause,
      ids: { queueUrl, messageIds: refusals.map(({ item }) => item.messageId).join(',') },
      transient: true,
    });
  }

  return {
    receive: (waitSeconds) =>
      received(sqs, {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: holdSeconds,
      }),
    delete: remove,
    giveBack: (receipts, afterSeconds) =>
      settleAll(receipts, 'not made visible again', async (batch) => {
        const Entries = batch.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: afterSeconds,
        }));
        return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }),
    async retry(message, afterSeconds) {
      const again: Instruction = { ...message.instruction, attempt: message.instruction.attempt + 1 };
      await sendInstructions(sqs, queueUrl, [again], afterSeconds);
      await remove([message]);
    },
    async putOff(messages, afterSeconds) {
      const again = messages.map(({ instruction }) => instruction);
      await sendInstructions(sqs, queueUrl, again, afterSeconds);
      await remove(messages);
    },
    async deadLetter(receipt, body, reason) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: fitting(body),
          MessageAttributes: {
            ReasonCode: { DataType: 'String', StringValue: attributeText(reason.code) },
            Reason: { DataType: 'String', StringValue: attributeText(reason.message) },
            SourceMessageId: { DataType: 'String', StringValue: attributeText(receipt.messageId) },
          },
        }),
      );
      await remove([receipt]);
    },
  };
}

/** Bytes of a body: beside it a message has its attributes, which are three of 1,000 characters at most. */
const mostBytes = mostBytesOfMessage - 16_384;

/** Only what is no instruction is so long, and its beginning is enough to know it by. */
function fitting(body: string): string {
  const bytes = Buffer.from(body);
  if (bytes.length <= mostBytes) return body;
  const end = `… cut: it had ${bytes.length} bytes`;
  // Of a character that is cut in two a replacement is left, of three bytes.
  return bytes.subarray(0, mostBytes - Buffer.byteLength(end) - 3).toString() + end;
}

/**
 * What a message attribute can hold (SQS Developer Guide, "Message attributes"): not nothing, no control characters, no half of
 * a surrogate pair. A reason may quote what a message of unknown origin says.
 */
function attributeText(text: string): string {
  const clean = text
    .slice(0, 1000)
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD');
  return clean === '' ? '?' : clean;
}
