import type { Notice } from '../contract/notice.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { SafetyState, Trip } from '../contract/safety-state.ts';
import { type UpdateDeps, updateSafety } from './safety-store.ts';

export interface AnnounceDeps extends UpdateDeps {
  /** Named with a tripped breaker of which it is not known where it tripped. */
  readonly accountId: string;
  readonly region: string;
  tell(notices: readonly Notice[]): Promise<void>;
}

/**
 * Tells what the safeguards stopped and nobody was told of yet, and answers whether the breaker has tripped. Told first and noted
 * after: at least once, whoever dies in between. Rejects with SAFETY_UNREADABLE, or with what telling rejects with.
 */
export async function announceSafety(deps: AnnounceDeps): Promise<Trip | null> {
  const held = await deps.store.read();
  const notices = untold(held.state, deps);
  if (notices.length === 0) return held.state.tripped;
  await deps.tell(notices);
  const told = new Set(held.state.tugsOfWar);
  const { held: after } = await updateSafety(
    deps,
    (state) => ({ next: noted(state, held.state.tripped, told), answer: undefined }),
    held,
  );
  return after.state.tripped;
}

function untold({ tripped, tugsOfWar }: SafetyState, { accountId, region }: AnnounceDeps): Notice[] {
  const tugs = tugsOfWar
    .filter(({ told }) => !told)
    .map(({ resource, violation, mends, since }): Notice => {
      return { version: 1, kind: 'tug-of-war', resource, violation, mends, at: since };
    });
  if (tripped === null || tripped.told) return tugs;
  const { cause, runId, at } = tripped;
  const where = { accountId: tripped.accountId ?? accountId, region: tripped.region ?? region };
  return [{ version: 1, kind: 'breaker-tripped', ...where, cause, runId, at }, ...tugs];
}

/** Pure. Only what was told: what others stopped meanwhile is told the next time. */
function noted(
  state: SafetyState,
  tripped: Trip | null,
  told: ReadonlySet<SafetyState['tugsOfWar'][number]>,
): SafetyState {
  const same = tripped !== null && state.tripped?.at === tripped.at && state.tripped.runId === tripped.runId;
  const marks = new Set([...told].map(markOf));
  return {
    ...state,
    tripped: same ? { ...tripped, told: true } : state.tripped,
    tugsOfWar: state.tugsOfWar.map((tug) => (marks.has(markOf(tug)) ? { ...tug, told: true } : tug)),
  };
}

function markOf({ resource, violation }: SafetyState['tugsOfWar'][number]): string {
  return `${mendedKey(resource)} ${violation}`;
}
