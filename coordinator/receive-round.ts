import type { Message } from '@aws-sdk/client-sqs';
import type { Queue } from '../queue/queue.ts';

/** Where a round takes no more. Each limit is passed by what one receive brings, at most. */
export interface RoundLimits {
  readonly messages: number;
  /** Of the bodies. */
  readonly bytes: number;
}

/**
 * Two hundred instructions as they mostly are have less than 1 MB. Of large ones a single receive brings up to 10 MB, which need 120 MB
 * until they are worked: as they come, read, checked and on their way to remediators. The function has 256 MB and begins with 90, so one such
 * receive must be all that a round has, or nearly; a round that runs out of memory hides its messages from everybody for 15 minutes.
 */
export const defaultRoundLimits: RoundLimits = { messages: 200, bytes: 2_000_000 };

/** SQS hands over no more at once. */
const messagesPerReceive = 10;

export interface ReceiveRoundDeps {
  readonly queue: Pick<Queue, 'receive'>;
  readonly report: (message: string, fields: Record<string, unknown>) => void;
}

/** One long poll, and as many short ones as keep answering with full hands, until a limit is reached. Rejects where nothing could be received. */
export async function receiveRound(
  { queue, report }: ReceiveRoundDeps,
  waitSeconds: number,
  limits: RoundLimits = defaultRoundLimits,
): Promise<Message[]> {
  const messages: Message[] = [];
  let latest = await queue.receive(waitSeconds);
  let bytes = 0;
  for (;;) {
    messages.push(...latest);
    bytes += bytesOf(latest);
    const full = messages.length >= limits.messages || bytes >= limits.bytes;
    if (full || latest.length < messagesPerReceive) return messages;
    try {
      latest = await queue.receive(0);
    } catch (error) {
      // What is held already must not lie hidden for the rest of its hold.
      report('receiving ended early', { received: messages.length, error });
      return messages;
    }
  }
}

function bytesOf(messages: readonly Message[]): number {
  return messages.reduce((sum, { Body = '' }) => sum + Buffer.byteLength(Body), 0);
}
