import type { RunCount, SafetyState, Trip } from '../contract/safety-state.ts';
import type { Place } from '../accounts/membership.ts';
import type { ResourceType } from '../contract/resource.ts';
import type { SafetyLimits } from './limits.ts';

/** Resources of one type, account and region that a run is about to mend. */
export interface MendRequest extends Place {
  readonly runId: string;
  readonly resourceType: ResourceType;
  readonly resources: number;
}

/** The hour's mends of a type in an account and region, those asked for included. */
export function mendsOfHour(state: SafetyState, request: Omit<MendRequest, 'runId'>): number {
  const { resourceType, accountId, region, resources } = request;
  const ofHour = state.runs.filter((run) => run.resourceType === resourceType && isOfPlace(run, { accountId, region }));
  return total(ofHour) + resources;
}

function isOfPlace(run: RunCount, { accountId, region }: Place): boolean {
  return (run.accountId ?? accountId) === accountId && (run.region ?? region) === region;
}

/** Whether the share of all resources has to be known to decide; counting them is saved otherwise. */
export function shareMatters(state: SafetyState, request: MendRequest, limits: SafetyLimits): boolean {
  return limits.sharePercent < 100 && mendsOfHour(state, request) >= limits.shareFrom;
}

/**
 * Pure. Whether these mends would go beyond a limit: the reason in words, or null. Run and hour count all accounts together, the share
 * is of one account and region: `existing` is the number of resources of the type that there are; not asked where no share has to
 * be known. A pruned state is expected.
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
export function counted(state: SafetyState, { resources, ...request }: MendRequest, now: Date): SafetyState {
  if (resources === 0) return state;
  return { ...state, runs: [...state.runs, { ...request, at: now.toISOString(), mends: resources }] };
}

/** Pure. The state with so many mends of a run not counted after all: they were admitted and never begun. The same state for none. */
export function givenBack(state: SafetyState, { resources, ...request }: MendRequest): SafetyState {
  if (resources === 0) return state;
  let left = resources;
  const runs = state.runs.toReversed().flatMap((run): RunCount[] => {
    const isOf = run.runId === request.runId && run.resourceType === request.resourceType && isOfPlace(run, request);
    const back = isOf ? Math.min(left, run.mends) : 0;
    left -= back;
    return back === run.mends ? [] : [{ ...run, mends: run.mends - back }];
  });
  return { ...state, runs: runs.toReversed() };
}

/** Pure. Tripped, by what was to be mended in a place: nothing more is changed by anyone until it is reset. The first cause stays. */
export function trip(state: SafetyState, runId: string, cause: string, now: Date, place?: Place): SafetyState {
  if (state.tripped !== null) return state;
  const tripped: Trip = { at: now.toISOString(), runId, cause, ...place, told: false };
  return { ...state, tripped };
}

/** Pure. After people have looked: the counts begin anew, or the very next mend would trip it again. */
export function resetBreaker(state: SafetyState): SafetyState {
  return { ...state, tripped: null, runs: [] };
}

function total(runs: readonly RunCount[]): number {
  return runs.reduce((sum, { mends }) => sum + mends, 0);
}
