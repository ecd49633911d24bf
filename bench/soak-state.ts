import type { MendMark, SafetyState } from '../contract/safety-state.ts';
import { defaultLimits } from '../safety/limits.ts';
import { hourMs } from '../safety/safety-window.ts';

const perHour = defaultLimits.perHour;
/** Marks are kept for a day, so that at the breaker's default limit there are never more. */
export const marksOfDay = 24 * perHour;

/**
 * Pure. The state as large as it is in an account that mends day and night as much as the breaker lets it. A run without that limit would
 * otherwise add in ten minutes what an account takes days for, and measure how a state grows that never comes about. Keep it so
 * from the beginning on: older marks, of resources that are nobody's, fill the day. They are as long as those that take their place one
 * by one, or the state would grow all the same.
 */
export function stateAtLimits(state: SafetyState, place: string, now: Date): SafetyState {
  const actor = `arn:aws:iam::${place.split('/').at(0)}:user/local-administrator`;
  const missing = Math.max(0, marksOfDay - state.mends.length);
  const older = Array.from({ length: missing }, (_, at): MendMark => {
    const digits = at.toString(16).padStart(16, '0');
    return {
      resource: `${place}/AWS::EC2::SecurityGroup/sg-0${digits}`,
      violation: digits,
      at: new Date(now.getTime() - 12 * hourMs).toISOString(),
      actionId: `20260101T000000Z-${digits.slice(-8)}.0`,
      actor,
    };
  });
  return { ...state, runs: state.runs.slice(-perHour), mends: [...older, ...state.mends].slice(-marksOfDay) };
}
