import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { userIdOf } from '../sts/principal.ts';
import { assertBatch, BatchEntries, runBatch } from './batch.ts';
import { invalidParameter, invalidValue, missingParameter, refuseMember } from './errors.ts';
import { md5, type NewMessage } from './message.ts';
import { attributeBytes, checkMessageAttributes, md5OfAttributes, MessageAttributes } from './message-attributes.ts';
import { type Queue, store } from './queue.ts';
import type { QueueRegistry } from './registry.ts';

const maxBatchBytes = 1_048_576;

/** MessageDeduplicationId is left out: it is for FIFO queues. */
const messageMembers = {
  MessageBody: v.string(),
  DelaySeconds: v.optional(v.number()),
  MessageAttributes: v.optional(MessageAttributes, {}),
  MessageSystemAttributes: v.optional(MessageAttributes, {}),
  MessageGroupId: v.optional(v.string()),
};
const Single = v.strictObject({ QueueUrl: v.string(), ...messageMembers });
const Entry = v.strictObject({ Id: v.string(), ...messageMembers });
const Batch = v.strictObject({ QueueUrl: v.string(), Entries: BatchEntries });
type Outgoing = Omit<v.InferOutput<typeof Entry>, 'Id'>;

export function sendMessage(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Single, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'SendMessage');
  const sent = send(queue, input, userIdOf(caller.principalArn));
  queue.waiters.wake();
  return sent;
}

export function sendMessageBatch(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Batch, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'SendMessageBatch');
  assertBatch(input.Entries);
  const entries = input.Entries.map((entry) => readInput(Entry, entry, refuseMember));
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  if (bytes > maxBatchBytes) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  }
  const answer = runBatch(entries, (entry) => send(queue, entry, userIdOf(caller.principalArn)));
  queue.waiters.wake();
  return answer;
}

/** Checks and stores one message; the caller wakes the queue's waiters. Throws what SendMessage answers. */
export function send(queue: Queue, outgoing: Outgoing, senderId: string): object {
  assertSendable(queue, outgoing);
  const message: NewMessage = {
    body: outgoing.MessageBody,
    attributes: outgoing.MessageAttributes,
    systemAttributes: systemAttributes(outgoing),
    senderId,
  };
  return {
    MessageId: store(queue, message, outgoing.DelaySeconds ?? queue.settings.DelaySeconds),
    MD5OfMessageBody: md5(message.body),
    MD5OfMessageAttributes: md5OfAttributes(outgoing.MessageAttributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(outgoing.MessageSystemAttributes),
  };
}

function assertSendable(queue: Queue, outgoing: Outgoing): void {
  const { MessageBody, DelaySeconds = 0 } = outgoing;
  if (MessageBody === '') throw missingParameter('MessageBody');
  // The characters of XML 1.0, which is what SQS allows (SQS API Reference, SendMessage).
  if (!/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(MessageBody)) {
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  }
  if (!Number.isInteger(DelaySeconds) || DelaySeconds < 0 || DelaySeconds > 900) {
    throw invalidParameter(DelaySeconds, 'DelaySeconds', 'DelaySeconds must be >= 0 and <= 900.');
  }
  checkMessageAttributes(outgoing.MessageAttributes);
  const limit = queue.settings.MaximumMessageSize;
  if (bytesOf(outgoing) > limit) {
    throw invalidValue(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
}

function systemAttributes(outgoing: Outgoing): Record<string, string> {
  const { AWSTraceHeader, ...others } = outgoing.MessageSystemAttributes;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalidValue(`Message system attribute name '${unknown}' is invalid.`);
  return {
    ...(AWSTraceHeader?.StringValue === undefined ? {} : { AWSTraceHeader: AWSTraceHeader.StringValue }),
    ...(outgoing.MessageGroupId === undefined ? {} : { MessageGroupId: outgoing.MessageGroupId }),
  };
}

/** Body and message attributes; system attributes do not count. */
function bytesOf(outgoing: Outgoing): number {
  return Buffer.byteLength(outgoing.MessageBody) + attributeBytes(outgoing.MessageAttributes);
}
