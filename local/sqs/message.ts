import { createHash } from 'node:crypto';
import type { MessageAttributes } from './message-attributes.ts';

/** What a sender hands over, already found valid. */
export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** System attributes a sender may set: AWSTraceHeader, and MessageGroupId (a hint for fair queues). */
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly senderId: string;
}

/** One stored copy of a message. A duplicated message has two copies with one `messageId`. Times are ms since the epoch. */
export interface StoredMessage extends NewMessage {
  /** Names this copy within its queue. */
  readonly key: string;
  readonly messageId: string;
  readonly sentAt: number;
  /** Where it was dead-lettered from. */
  readonly deadLetterSourceArn: string | undefined;
  state: 'visible' | 'delayed' | 'in-flight';
  /** When it becomes, or became, visible. */
  visibleAt: number;
  /** Its turn among the visible ones. */
  turn: number;
  readonly serial: number;
  /** ApproximateReceiveCount: goes on counting in the dead-letter queue. */
  receiveCount: number;
  /** Receives from this queue alone, which is what its redrive policy limits. */
  receivesHere: number;
  firstReceivedAt: number | undefined;
  lastReceivedAt: number;
  /** Names the latest receive; an older handle is stale. */
  receipt: string | undefined;
}

export function md5(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}
