import type { Place } from '../accounts/membership.ts';
import type { RemediatorId } from '../contract/instruction.ts';
import type { ResourceIdentity, ResourceType } from '../contract/resource.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { InFlight, MendMark, SafetyState, Trip, TugOfWar } from '../contract/safety-state.ts';
import { counted, givenBack, overLimit, shareMatters, trip } from './breaker.ts';
import type { SafetyLimits } from './limits.ts';
import { type HeldState, type UpdateDeps, updateSafety } from './safety-store.ts';
import { isInterrupted, prune } from './safety-window.ts';
import { heldAmong, heldViolations, tugsOfWar, violationMark } from './tug-of-war.ts';

/** A mend that is about to be made: nothing of it is in the ledger yet. */
export interface Intended {
  readonly entryId: string;
  readonly actionId: string;
  readonly resource: ResourceIdentity;
  /** The violations to end, as annotations write them. */
  readonly violations: readonly string[];
  readonly actor?: string;
}

/**
 * `busy`: these are being mended by another invocation, which is not surely gone; ask again for the rest. `contested`: these violations came back too often and are left to people from now on; ask again for the rest. `tripped`: nothing
 * may be changed; `newly` where it was this request that went too far, so that people are told once.
 */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'busy'; readonly inFlight: readonly InFlight[] }
  | { readonly kind: 'contested'; readonly tugs: readonly TugOfWar[] }
  | { readonly kind: 'tripped'; readonly trip: Trip; readonly newly: boolean };

/** The safeguards of one remediator invocation. All calls reject with SAFETY_UNREADABLE: then nothing may be changed. */
export interface Safeguards {
  /** As it was at the last look. */
  tripped(): Promise<Trip | null>;
  /** Violations of the resource that are left to people. */
  heldOf(resource: ResourceIdentity): Promise<ReadonlySet<string>>;
  /** The mends of the resource that were begun and have no end, the oldest first. */
  begunOf(resource: ResourceIdentity): Promise<readonly InFlight[]>;
  /** All of them or none. Once admitted, a mend may be finished whatever happens meanwhile: half of it would be worse. */
  admit(intended: readonly Intended[]): Promise<Admission>;
  /** Whether others may have begun or ended mends since the first look: what was read after that is not surely what they left. */
  wereOthersAtWork(): boolean;
  /**
   * What was begun here or before on these resources has ended, and what is `left` waits to be taken up by another function; what others
   * began since `begunOf` goes on. A mend counts only here: an attempt that failed brings no violation back.
   */
  end(ended: readonly Ended[], left?: readonly ResourceIdentity[]): Promise<void>;
}

/** The end of what was begun on a resource. `mended` is absent where nothing was; `refused`: admitted, and stopped before any call. */
export interface Ended {
  readonly resource: ResourceIdentity;
  readonly refused?: true;
  readonly mended?: { readonly actionId: string; readonly violations: readonly string[]; readonly actor?: string };
}

export interface SafeguardDeps extends UpdateDeps {
  readonly limits: SafetyLimits;
  readonly runId: string;
  readonly remediator: RemediatorId;
  readonly resourceType: ResourceType;
  /** Where the resources are: each account and region has a share of its own. */
  readonly place: Place;
  now(): Date;
  /** How many resources of the type there are in that place. */
  existing(): Promise<number>;
}

export function createSafeguards(deps: SafeguardDeps): Safeguards {
  let held: HeldState | undefined;
  let othersAtWork = false;
  /** Actions that were begun here or are taken up here: whatever else is in flight is somebody else's to end. */
  const own = new Set<string>();
  const look = async (): Promise<HeldState> => (held ??= await deps.store.read());
  const update = async <T>(decide: (state: SafetyState) => { next: SafetyState; answer: T }): Promise<T> => {
    let looks = 0;
    const done = await updateSafety(
      deps,
      (state) => {
        looks += 1;
        return decide(state);
      },
      held,
    );
    held = done.held;
    // Whoever meets the state as it was at the first look is the first to write since then.
    if (looks > 1) othersAtWork = true;
    return done.answer;
  };

  return {
    tripped: async () => (await look()).state.tripped,
    heldOf: async (resource) => heldViolations((await look()).state, resource),
    async begunOf(resource) {
      const key = mendedKey(resource);
      const begun = (await look()).state.inFlight.filter((action) => action.resource === key);
      for (const { actionId } of begun) own.add(actionId);
      return begun;
    },
    async admit(intended) {
      if (intended.length === 0) return { kind: 'admitted' };
      let existing: number | undefined;
      for (;;) {
        const answer = await update((state) => decide(state, intended, existing, deps));
        if (answer.kind === 'admitted') for (const { actionId } of intended) own.add(actionId);
        if (answer.kind !== 'count first') return answer;
        existing = await deps.existing();
      }
    },
    wereOthersAtWork: () => othersAtWork,
    end: (ended, left = []) =>
      update((state) => ({ next: withEnds(state, own, { ended, left }, deps), answer: undefined })),
  };
}

/** Pure. What becomes of a request, and the state with it. */
function decide(
  state: SafetyState,
  intended: readonly Intended[],
  existing: number | undefined,
  { limits, runId, remediator, resourceType, place, now }: SafeguardDeps,
): { next: SafetyState; answer: Admission | { readonly kind: 'count first' } } {
  const at = now();
  const current = prune(state, at);
  // A write whose answer was lost is met again by its repetition.
  const begunAlready = new Set(current.inFlight.map(({ actionId }) => actionId));
  if (intended.every(({ actionId }) => begunAlready.has(actionId)))
    return { next: state, answer: { kind: 'admitted' } };
  if (current.tripped !== null) {
    return { next: state, answer: { kind: 'tripped', trip: current.tripped, newly: false } };
  }
  const asked = new Set(intended.map(({ resource }) => mendedKey(resource)));
  const busy = current.inFlight.filter((action) => asked.has(action.resource) && !isInterrupted(action, at));
  if (busy.length > 0) return { next: state, answer: { kind: 'busy', inFlight: busy } };
  const known = heldAmong(current, intended);
  const begun = tugsOfWar(current, intended, limits.tugOfWar, at);
  if (known.length + begun.length > 0) {
    const next = begun.length === 0 ? state : { ...current, tugsOfWar: [...current.tugsOfWar, ...begun] };
    return { next, answer: { kind: 'contested', tugs: [...known, ...begun] } };
  }
  const { accountId, region } = place;
  const request = { runId, resourceType, accountId, region, resources: intended.length };
  if (existing === undefined && shareMatters(current, request, limits)) {
    return { next: state, answer: { kind: 'count first' } };
  }
  const cause = overLimit(current, request, limits, existing ?? Number.POSITIVE_INFINITY);
  if (cause !== null) {
    const next = trip(current, runId, cause, at, { accountId, region });
    const { tripped } = next;
    if (tripped !== null) return { next, answer: { kind: 'tripped', trip: tripped, newly: true } };
  }
  const inFlight = intended.map((one): InFlight => ({ ...placeOf(one, remediator), at: at.toISOString(), runId }));
  const admitted = counted(current, request, at);
  return { next: { ...admitted, inFlight: [...admitted.inFlight, ...inFlight] }, answer: { kind: 'admitted' } };
}

function placeOf({ entryId, actionId, resource }: Intended, remediator: RemediatorId): Omit<InFlight, 'at' | 'runId'> {
  return { entryId, actionId, remediator, resource: mendedKey(resource) };
}

function marksOf({ resource, mended }: Ended, at: Date): MendMark[] {
  if (mended === undefined) return [];
  const { actionId, violations, actor } = mended;
  return [...new Set(violations.map(violationMark))].map((violation) => ({
    resource: mendedKey(resource),
    violation,
    at: at.toISOString(),
    actionId,
    ...(actor === undefined ? {} : { actor }),
  }));
}

/** Pure. The same state where nothing of it is `own` and nothing was mended. */
function withEnds(
  state: SafetyState,
  own: ReadonlySet<string>,
  { ended, left }: { readonly ended: readonly Ended[]; readonly left: readonly ResourceIdentity[] },
  { runId, resourceType, place, now }: SafeguardDeps,
): SafetyState {
  const at = now();
  const over = new Set(ended.map(({ resource }) => mendedKey(resource)));
  const waiting = new Set(left.map(mendedKey));
  const counted = new Set(state.mends.map(({ actionId }) => actionId));
  const marks = ended.flatMap((one) => marksOf(one, at)).filter(({ actionId }) => !counted.has(actionId));
  const isOver = ({ actionId, resource }: InFlight): boolean => own.has(actionId) && over.has(resource);
  const isLeft = ({ actionId, resource }: InFlight): boolean => own.has(actionId) && waiting.has(resource);
  const concerned = state.inFlight.some((action) => isOver(action) || isLeft(action));
  if (!concerned && marks.length === 0) return state;
  const refused = new Set(ended.filter((one) => one.refused === true).map(({ resource }) => mendedKey(resource)));
  // Of those that this write ends: what its repetition meets has ended already, and is given back once.
  const begun = new Set(state.inFlight.filter(isOver).map(({ resource }) => resource));
  const resources = [...refused].filter((resource) => begun.has(resource)).length;
  const inFlight = state.inFlight
    .filter((action) => !isOver(action))
    .map((action) => (isLeft(action) ? { ...action, abandoned: true as const } : action));
  const uncounted = givenBack(state, { runId, resourceType, ...place, resources });
  return { ...uncounted, inFlight, mends: [...state.mends, ...marks] };
}
