import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { invalidParameter, refuseMember } from './errors.ts';
import { md5 } from './message.ts';
import { md5OfAttributes, selectAttributes } from './message-attributes.ts';
import type { Queue } from './queue.ts';
import type { QueueRegistry } from './registry.ts';
import { take, type TakenMessage } from './take.ts';

const Input = v.strictObject({
  QueueUrl: v.string(),
  AttributeNames: v.optional(v.array(v.string()), []),
  MessageSystemAttributeNames: v.optional(v.array(v.string()), []),
  MessageAttributeNames: v.optional(v.array(v.string()), []),
  MaxNumberOfMessages: v.optional(v.number(), 1),
  VisibilityTimeout: v.optional(v.number()),
  WaitTimeSeconds: v.optional(v.number()),
});
type Input = v.InferOutput<typeof Input>;

const systemAttributeNames = [
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
];

/**
 * ReceiveMessage. A long poll ends within milliseconds of a message becoming visible; when the client hangs up first, nothing is
 * taken. An answer without messages has no `Messages` at all.
 */
export async function receiveMessage(registry: QueueRegistry, raw: unknown, caller: Caller): Promise<object> {
  const input = readInput(Input, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'ReceiveMessage');
  assertInput(input);
  const visibility = input.VisibilityTimeout ?? queue.settings.VisibilityTimeout;
  const waitSeconds = input.WaitTimeSeconds ?? queue.settings.ReceiveMessageWaitTimeSeconds;
  let taken: TakenMessage[] = [];
  const attempt = (): boolean => {
    const most = Math.min(input.MaxNumberOfMessages, queue.context.oddities.mostAtOnce);
    taken = take(queue, most, visibility, (arn) => registry.byArn(arn));
    return taken.length > 0;
  };
  if (caller.signal.aborted) return {};
  if (!attempt()) {
    if (waitSeconds > 0) await queue.waiters.park(attempt, waitSeconds * 1000, caller.signal);
    else refuseOverLimit(queue);
  }
  if (taken.length === 0) return {};
  return { Messages: taken.map((received) => shown(received, input)) };
}

function assertInput(input: Input): void {
  const { MaxNumberOfMessages: max, WaitTimeSeconds: wait = 0, VisibilityTimeout: visibility = 0 } = input;
  if (!within(max, 1, 10)) {
    throw invalidParameter(max, 'MaxNumberOfMessages', 'Must be between 1 and 10, if provided.');
  }
  if (!within(wait, 0, 20)) throw invalidParameter(wait, 'WaitTimeSeconds', 'Must be >= 0 and <= 20, if provided.');
  if (!within(visibility, 0, 43_200)) {
    throw invalidParameter(visibility, 'VisibilityTimeout', 'Must be between 0 and 43200, if provided.');
  }
  for (const name of [...input.AttributeNames, ...input.MessageSystemAttributeNames]) {
    if (!systemAttributeNames.includes(name)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

function within(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** Only a short poll is told; a long poll waits (SQS API Reference, ReceiveMessage, OverLimit). */
function refuseOverLimit(queue: Queue): void {
  const { visible, inFlight } = queue.messages.counts;
  if (visible > 0 && inFlight >= queue.context.inFlightLimit) {
    throw new AwsError('OverLimit', `Too many messages in flight: at most ${queue.context.inFlightLimit}.`, 403);
  }
}

function shown({ message, receiptHandle, receiveCount }: TakenMessage, input: Input): object {
  const wanted = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  const system: Record<string, string | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    ...message.systemAttributes,
  };
  const Attributes = Object.fromEntries(
    Object.entries(system).filter(
      ([name, value]) => value !== undefined && (wanted.includes('All') || wanted.includes(name)),
    ),
  );
  const MessageAttributes = selectAttributes(message.attributes, input.MessageAttributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(Object.keys(MessageAttributes).length === 0
      ? {}
      : { MessageAttributes, MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) }),
  };
}
