import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { type MessageAttributes } from '../sqs/sqs.ts';
import { attributeBytes } from '../sqs/message-attributes.ts';
import { type Deliveries, type Publication, publish as deliver } from './deliver.ts';
import { invalidParameter, refuseMember } from './errors.ts';
import { common, listOf } from './input.ts';
import { readMessageAttributes, SentAttribute } from './message-attributes.ts';
import type { TopicRegistry } from './registry.ts';
import type { Topic } from './topic.ts';
import type { Answer } from './topics.ts';

/** Telephone numbers, and what only FIFO topics know, are left out. */
const message = {
  Message: v.string(),
  Subject: v.optional(v.string()),
  MessageStructure: v.optional(v.string()),
  MessageAttributes: listOf(SentAttribute),
};
const Publish = v.strictObject({
  ...common,
  TopicArn: v.optional(v.string()),
  TargetArn: v.optional(v.string()),
  ...message,
});
const Entry = v.strictObject({ Id: v.string(), ...message });
const Batch = v.strictObject({ ...common, TopicArn: v.string(), PublishBatchRequestEntries: listOf(Entry) });
type Outgoing = Omit<v.InferOutput<typeof Entry>, 'Id'>;

/** 256 KiB, for one message and for a batch together (Amazon SNS API Reference, Publish). */
const maxBytes = 262_144;
const longestSubject = 100;
const largestBatch = 10;

export function publish(registry: TopicRegistry, deliveries: Deliveries, raw: unknown, caller: Caller): Answer {
  const input = readInput(Publish, raw, refuseMember);
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  const topic = registry.topic(arn, caller, 'Publish');
  return { MessageId: send(deliveries, topic, input) };
}

export function publishBatch(registry: TopicRegistry, deliveries: Deliveries, raw: unknown, caller: Caller): Answer {
  const input = readInput(Batch, raw, refuseMember);
  const topic = registry.topic(input.TopicArn, caller, 'Publish');
  const entries = input.PublishBatchRequestEntries;
  assertBatch(entries);
  const Successful: { Id: string; MessageId: string }[] = [];
  const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, MessageId: send(deliveries, topic, entry) });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function assertBatch(entries: readonly v.InferOutput<typeof Entry>[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > largestBatch) {
    throw new AwsError('TooManyEntriesInBatchRequest', `The batch request contains more than ${largestBatch} entries.`);
  }
  if (entries.some(({ Id }) => !/^[A-Za-z0-9_-]{1,80}$/.test(Id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      "The Id of a batch entry in a batch request doesn't abide by the specification.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  const bytes = entries.reduce((sum, entry) => sum + bytesOf(entry, readMessageAttributes(entry.MessageAttributes)), 0);
  if (bytes > maxBytes) {
    throw new AwsError(
      'BatchRequestTooLong',
      `The length of all the batch messages put together is more than ${maxBytes} bytes.`,
    );
  }
}

function send(deliveries: Deliveries, topic: Topic, outgoing: Outgoing): string {
  const attributes = readMessageAttributes(outgoing.MessageAttributes);
  if (outgoing.Message === '') throw invalidParameter('Empty message');
  if (bytesOf(outgoing, attributes) > maxBytes) throw invalidParameter('Message too long');
  const { Subject: subject } = outgoing;
  if (subject !== undefined && (subject === '' || subject.length > longestSubject || /\p{Cc}/u.test(subject))) {
    throw invalidParameter('Subject');
  }
  return deliver(deliveries, topic, { subject, messageFor: messageFor(outgoing), attributes });
}

/** `MessageStructure: json` holds a text per protocol and one for the rest. */
function messageFor({ Message, MessageStructure }: Outgoing): Publication['messageFor'] {
  if (MessageStructure === undefined) return () => Message;
  if (MessageStructure !== 'json') throw invalidParameter('MessageStructure');
  const byProtocol = jsonObject(Message);
  if (byProtocol === undefined) throw invalidParameter('Message Structure - JSON message body failed to parse');
  const rest = byProtocol.get('default');
  if (rest === undefined) throw invalidParameter('Message Structure - No default entry in JSON message body');
  return (protocol) => byProtocol.get(protocol) ?? rest;
}

/** The entries that are texts. */
function jsonObject(text: string): Map<string, string> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    return new Map(
      Object.entries(parsed).flatMap(([key, value]: [string, unknown]): [string, string][] =>
        typeof value === 'string' ? [[key, value]] : [],
      ),
    );
  } catch {
    return undefined;
  }
}

function bytesOf({ Message }: Outgoing, attributes: MessageAttributes): number {
  return Buffer.byteLength(Message) + attributeBytes(attributes);
}
