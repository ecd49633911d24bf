import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorCode, errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import { SafetyState } from '../contract/safety-state.ts';

export const safetyKey = 'safety/state.json';

export interface HeldState {
  readonly state: SafetyState;
  readonly etag: string;
}

/** Where the safeguards' state is kept. Both calls reject with SAFETY_UNREADABLE: callers then change nothing. */
export interface SafetyStore {
  read(): Promise<HeldState>;
  /** The new ETag, or null where somebody else wrote since it was read: read again, decide again. */
  write(held: HeldState): Promise<string | null>;
}

/**
 * A state that is missing is no fresh start: the stack creates the object, so without it nobody knows what was tripped. S3 answers
 * a lost race with 412, and 409 while two writes overlap (Amazon S3 User Guide, "Conditional writes").
 */
export function createSafetyStore(s3: Pick<S3Client, 'send'>, bucket: string): SafetyStore {
  const where = { Bucket: bucket, Key: safetyKey };
  const unusable = (what: string, cause: unknown): Failure =>
    new Failure('SAFETY_UNREADABLE', `the state of the safeguards cannot be ${what}: ${errorText(cause)}`, {
      cause,
      ids: { bucket, key: safetyKey },
      transient: true,
    });
  return {
    async read() {
      try {
        const { Body, ETag = '' } = await s3.send(new GetObjectCommand(where));
        return { state: v.parse(SafetyState, JSON.parse((await Body?.transformToString()) ?? '')), etag: ETag };
      } catch (cause) {
        throw unusable('read', cause);
      }
    },
    async write({ state, etag }) {
      const Body = JSON.stringify(state);
      try {
        const answer = await s3.send(
          new PutObjectCommand({ ...where, Body, ContentType: 'application/json', IfMatch: etag }),
        );
        return answer.ETag ?? '';
      } catch (cause) {
        if (errorCode(cause) === 'PreconditionFailed' || errorCode(cause) === 'ConditionalRequestConflict') return null;
        throw unusable('written', cause);
      }
    },
  };
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
