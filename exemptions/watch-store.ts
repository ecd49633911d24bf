import type { S3Client } from '@aws-sdk/client-s3';
import { ExemptionWatch } from '../contract/exemption-watch.ts';
import { createStateStore, type StateStore } from '../safety/state-store.ts';

export const watchedKey = 'exemptions/watched.json';

/** Where the watch keeps what it remembers. Both calls reject with EXEMPTIONS_UNREADABLE. */
export type WatchStore = StateStore<ExemptionWatch>;

export function watchStore(s3: Pick<S3Client, 'send'>, bucket: string): WatchStore {
  const code = 'EXEMPTIONS_UNREADABLE';
  return createStateStore(s3, { bucket, key: watchedKey, schema: ExemptionWatch, code, what: watchedKey });
}
