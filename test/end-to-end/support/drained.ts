import type { DrainSummary } from '../../../coordinator/drain.ts';

/** What a coordinator answers that had so many messages and these outcomes, and nothing went wrong with either. */
export function drained(
  messages: number,
  outcomes: DrainSummary['outcomes'],
  more: Partial<DrainSummary> = {},
): DrainSummary {
  return { gate: 'open', messages, deadLetters: 0, outcomes, unanswered: 0, ...more };
}
