import type { InFlight, SafetyState } from '../contract/safety-state.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Beyond a remediator's longest run, so that what is still in flight then has lost its function. */
export const interruptedAfterMs = 15 * 60_000;

/** Pure. Whether the function that began it is surely gone. No function begins anything so far in the future: that would be held for good. */
export function isInterrupted({ at, abandoned }: InFlight, now: Date): boolean {
  return abandoned === true || Math.abs(now.getTime() - Date.parse(at)) >= interruptedAfterMs;
}

/** Pure. Without the counts and marks that are too old to matter; what is tripped, held or in flight never ages away. */
export function prune(state: SafetyState, now: Date): SafetyState {
  const since = (ms: number) => (one: { readonly at: string }) => now.getTime() - Date.parse(one.at) < ms;
  return { ...state, runs: state.runs.filter(since(hourMs)), mends: state.mends.filter(since(dayMs)) };
}
