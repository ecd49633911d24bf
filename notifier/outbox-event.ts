import * as v from 'valibot';
import type { Receipt } from '../queue/queue.ts';
import type { Announcement } from './announcement.ts';
import { parseEvent } from './parse-event.ts';

/** One message of the outbox, as Lambda hands it over (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */
const Record = v.object({
  messageId: v.string(),
  receiptHandle: v.string(),
  body: v.string(),
  eventSource: v.literal('aws:sqs'),
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
}

/** Pure. The messages of an event of the outbox; null for an event that comes from elsewhere. */
export function outboxMessages(event: unknown): OutboxMessage[] | null {
  const parsed = v.safeParse(OutboxEvent, event);
  if (!parsed.success) return null;
  return parsed.output.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    announcements: announcementsOf(body, messageId),
    receives: Number(attributes.ApproximateReceiveCount) || 1,
    sentAt: Number(attributes.SentTimestamp ?? Number.NaN),
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
