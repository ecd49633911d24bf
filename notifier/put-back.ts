import type { Outgoing } from './outgoing.ts';

/** Between the first attempts; each later one waits twice as long. */
const firstSeconds = 15;
const longestSeconds = 900;
/** SQS hides a message for 12 hours from its receive at most; no wait that Slack asks for comes near. */
const mostSeconds = 6 * 60 * 60;

/**
 * Pure. How long to leave a webhook alone that a message received so often could not be delivered to: 15 seconds, doubled with each
 * receive, a quarter of an hour at most; never less than Slack asks for.
 */
export function putBackSeconds(receives: number, retryAfterSeconds = 0): number {
  const backoff = Math.min(longestSeconds, firstSeconds * 2 ** Math.min(10, Math.max(0, receives - 1)));
  return Math.min(mostSeconds, Math.max(backoff, retryAfterSeconds));
}

/** Pure. How often SQS has handed over the message of these that it handed over most often. */
export function longestReceives({ items }: Outgoing): number {
  return Math.max(1, ...items.map(({ message }) => message.receives));
}
