import type { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../contract/failure.ts';
import { SafetyState } from '../contract/safety-state.ts';
import { createStateStore, type Held, type StateStore } from './state-store.ts';

export const safetyKey = 'safety/state.json';

export type HeldState = Held<SafetyState>;

/** Where the safeguards' state is kept. Both calls reject with SAFETY_UNREADABLE: callers then change nothing. */
export type SafetyStore = StateStore<SafetyState>;

export function createSafetyStore(s3: Pick<S3Client, 'send'>, bucket: string): SafetyStore {
  const what = 'the state of the safeguards';
  return createStateStore(s3, { bucket, key: safetyKey, schema: SafetyState, code: 'SAFETY_UNREADABLE', what });
}

/** How often a lost race is run again. Few write at once: one remediator for each kind, and people. */
const mostAttempts = 10;

export interface UpdateDeps {
  readonly store: SafetyStore;
  pause(ms: number): Promise<void>;
  /** From 0 to 1, so that two that collided do not collide again. */
  random(): number;
}

/**
 * Reads, decides and writes until nobody came between. `decide` is pure and may be called again; `next` that is the state given
 * is not written. Begins with `held` where it is at hand. Rejects with SAFETY_UNREADABLE.
 */
export async function updateSafety<T>(
  deps: UpdateDeps,
  decide: (state: SafetyState) => { readonly next: SafetyState; readonly answer: T },
  held?: HeldState,
): Promise<{ readonly answer: T; readonly held: HeldState }> {
  let current = held ?? (await deps.store.read());
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const { next, answer } = decide(current.state);
    if (next === current.state) return { answer, held: current };
    const etag = await deps.store.write({ state: next, etag: current.etag });
    if (etag !== null) return { answer, held: { state: next, etag } };
    await deps.pause(Math.round(deps.random() * 100 * attempt));
    current = await deps.store.read();
  }
  throw new Failure('SAFETY_UNREADABLE', `the state of the safeguards was changed by others ${mostAttempts} times`, {
    transient: true,
  });
}
