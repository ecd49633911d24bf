import * as v from 'valibot';
import type { Receipt } from '../queue/queue.ts';
import type { Announcement } from './announcement.ts';
import { toldAttribute } from './outbox.ts';
import { parseEvent } from './parse-event.ts';
import { isWay, type Way } from './way.ts';

/** One message of the outbox, as Lambda hands it over (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const Record = v.object({
  messageId: v.string(),
  receiptHandle: v.string(),
  body: v.string(),
  eventSource: v.literal('aws:sqs'),
  messageAttributes: v.optional(v.record(v.string(), v.object({ stringValue: v.optional(v.string()) })), {}),
  attributes: v.object({ ApproximateReceiveCount: v.optional(v.string(), '1'), SentTimestamp: v.optional(v.string()) }),
});
const OutboxEvent = v.object({ Records: v.array(Record) });

/** A message of the outbox and all that it says: one announcement mostly, or none. */
export interface OutboxMessage extends Receipt {
  readonly body: string;
  readonly announcements: readonly Announcement[];
  /** How often SQS has handed it over, this time included. */
  readonly receives: number;
  /** Milliseconds since the epoch; NaN where SQS does not say. */
  readonly sentAt: number;
  /** By which ways it was told already: it waits for the others. */
  readonly told: readonly Way[];
}

/** Pure. The messages of an event of the outbox; null for an event that comes from elsewhere. */
export function outboxMessages(event: unknown): OutboxMessage[] | null {
  const parsed = v.safeParse(OutboxEvent, event);
  if (!parsed.success) return null;
  return parsed.output.Records.map(({ messageId, receiptHandle, body, attributes, messageAttributes }) => ({
    messageId,
    receiptHandle,
    body,
    announcements: announcementsOf(body, messageId),
    receives: Number(attributes.ApproximateReceiveCount) || 1,
    sentAt: Number(attributes.SentTimestamp ?? Number.NaN),
    told: (messageAttributes[toldAttribute]?.stringValue ?? '').split(',').filter(isWay),
  }));
}

function announcementsOf(body: string, messageId: string): Announcement[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [{ kind: 'unreadable', why: 'the message is not JSON', messageId }];
  }
  return parseEvent(parsed).map((one) => (one.kind === 'unreadable' ? { ...one, messageId } : one));
}
