import type { RunCount, SafetyState, Trip } from '../contract/safety-state.ts';
import type { ResourceType } from '../contract/resource.ts';
import type { SafetyLimits } from './limits.ts';

/** Resources of one type that a run is about to mend. */
export interface MendRequest {
  readonly runId: string;
  readonly resourceType: ResourceType;
  readonly resources: number;
}

/** The hour's mends of a type, those asked for included. */
export function mendsOfHour(state: SafetyState, { resourceType, resources }: Omit<MendRequest, 'runId'>): number {
  return total(state.runs.filter((run) => run.resourceType === resourceType)) + resources;
}

/** Whether the share of all resources has to be known to decide; counting them is saved otherwise. */
export function shareMatters(state: SafetyState, request: MendRequest, limits: SafetyLimits): boolean {
  return limits.sharePercent < 100 && mendsOfHour(state, request) >= limits.shareFrom;
}

/**
 * Pure. Whether these mends would go beyond a limit: the reason in words, or null. `existing` is the number of resources of the
 * type that there are; not asked where no share has to be known. A pruned state is expected.
 */
export function overLimit(
  state: SafetyState,
  request: MendRequest,
  limits: SafetyLimits,
  existing: number,
): string | null {
  const { runId, resources } = request;
  const inRun = total(state.runs.filter((run) => run.runId === runId)) + resources;
  if (inRun > limits.perRun) return `${inRun} mends in one run, where ${limits.perRun} are allowed`;
  const inHour = total(state.runs) + resources;
  if (inHour > limits.perHour) return `${inHour} mends within an hour, where ${limits.perHour} are allowed`;
  if (!shareMatters(state, request, limits)) return null;
  const ofType = mendsOfHour(state, request);
  if (ofType * 100 <= limits.sharePercent * existing) return null;
  return `${ofType} of ${existing} resources of type ${request.resourceType} within an hour, where ${limits.sharePercent} % are allowed`;
}

/** Pure. The state with these mends counted. */
export function counted(state: SafetyState, { runId, resourceType, resources }: MendRequest, now: Date): SafetyState {
  if (resources === 0) return state;
  return { ...state, runs: [...state.runs, { runId, resourceType, at: now.toISOString(), mends: resources }] };
}

/** Pure. Tripped: nothing more is changed by anyone until it is reset. The first cause stays. */
export function trip(state: SafetyState, runId: string, cause: string, now: Date): SafetyState {
  if (state.tripped !== null) return state;
  const tripped: Trip = { at: now.toISOString(), runId, cause, told: false };
  return { ...state, tripped };
}

/** Pure. After people have looked: the counts begin anew, or the very next mend would trip it again. */
export function resetBreaker(state: SafetyState): SafetyState {
  return { ...state, tripped: null, runs: [] };
}

function total(runs: readonly RunCount[]): number {
  return runs.reduce((sum, { mends }) => sum + mends, 0);
}
