import type { S3Client } from '@aws-sdk/client-s3';
import { GraceState } from '../contract/grace-state.ts';
import { createStateStore, type StateStore } from '../safety/state-store.ts';

export const graceKey = 'grace/state.json';

/** Where it is kept who was told by when. Both calls reject with GRACE_UNREADABLE: what has a grace period then waits. */
export type GraceStore = StateStore<GraceState>;

export function createGraceStore(s3: Pick<S3Client, 'send'>, bucket: string): GraceStore {
  const what = 'the state of the grace periods';
  return createStateStore(s3, { bucket, key: graceKey, schema: GraceState, code: 'GRACE_UNREADABLE', what });
}
