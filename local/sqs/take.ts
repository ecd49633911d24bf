import type { StoredMessage } from './message.ts';
import { type Queue, settle, storeDeadLetter } from './queue.ts';
import { receiptHandle } from './receipt-handle.ts';

/** One receive, as it stood when it was made. */
export interface TakenMessage {
  readonly message: StoredMessage;
  readonly receiptHandle: string;
  /** Includes this receive. */
  readonly receiveCount: number;
}

/**
 * Receives up to `max` visible messages and hides them. One that was received as often as the redrive policy allows goes to the
 * dead-letter queue instead; while that queue does not exist it is received all the same. Nothing is taken beyond the limit of
 * messages in flight.
 */
export function take(
  queue: Queue,
  max: number,
  visibilityTimeoutSeconds: number,
  deadLetterQueue: (arn: string) => Queue | undefined,
): TakenMessage[] {
  const messages = settle(queue);
  const { deps, inFlightLimit } = queue.context;
  const now = deps.clock.now();
  const taken: TakenMessage[] = [];
  while (taken.length < max && messages.counts.inFlight < inFlightLimit) {
    const message = messages.first();
    if (message === undefined) break;
    const target = exhausted(queue, message, deadLetterQueue);
    if (target !== undefined) {
      messages.delete(message);
      storeDeadLetter(target, message, queue.arn);
      continue;
    }
    message.receiveCount += 1;
    message.receivesHere += 1;
    message.firstReceivedAt ??= now;
    message.lastReceivedAt = now;
    message.receipt = deps.id(16);
    messages.hide(message, now + visibilityTimeoutSeconds * 1000);
    taken.push({ message, receiptHandle: receiptHandle(queue, message), receiveCount: message.receiveCount });
  }
  return taken;
}

function exhausted(
  queue: Queue,
  message: StoredMessage,
  deadLetterQueue: (arn: string) => Queue | undefined,
): Queue | undefined {
  const policy = queue.settings.RedrivePolicy;
  if (policy === undefined || message.receivesHere < policy.maxReceiveCount) return undefined;
  return deadLetterQueue(policy.deadLetterTargetArn);
}
