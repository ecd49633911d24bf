import type { S3Client } from '@aws-sdk/client-s3';
import { NoOpTally, withNoOps } from '../contract/no-op-tally.ts';
import { createStateStore, type StateStore } from '../safety/state-store.ts';

export const noOpsKey = 'digest/no-ops.json';

/** Where the coordinator counts no-ops. Both calls reject with READ_FAILED. */
export type NoOpStore = StateStore<NoOpTally>;

export function noOpStore(s3: Pick<S3Client, 'send'>, bucket: string): NoOpStore {
  const what = 'the count of what was right already';
  return createStateStore(s3, { bucket, key: noOpsKey, schema: NoOpTally, code: 'READ_FAILED', what });
}

/** Adds to the count; a write that somebody else came before is tried once more. Rejects with READ_FAILED. */
export async function countNoOps(
  store: NoOpStore,
  byRule: ReadonlyMap<string, number>,
  now: () => Date,
): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { state, etag } = await store.read();
    const next = withNoOps(state, Object.fromEntries(byRule), now());
    if ((await store.write({ state: next, etag })) !== null) return;
  }
}
