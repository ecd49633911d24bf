import { partitionOf } from '../credentials.ts';
import type { Bucket } from './bucket.ts';

/** All buckets of all accounts: a name is taken for every account and region of its partition (S3 User Guide, "Naming rules"). */
export interface Buckets {
  find(partition: string, name: string): Bucket | undefined;
  add(bucket: Bucket): void;
  remove(bucket: Bucket): void;
  /** Sorted by name. */
  ofAccount(accountId: string, partition: string): Bucket[];
}

export function createBuckets(): Buckets {
  const byName = new Map<string, Bucket>();
  const key = (bucket: Bucket): string => `${partitionOf(bucket.region)}/${bucket.name}`;
  return {
    find: (partition, name) => byName.get(`${partition}/${name}`),
    add(bucket) {
      byName.set(key(bucket), bucket);
    },
    remove(bucket) {
      byName.delete(key(bucket));
    },
    ofAccount: (accountId, partition) =>
      [...byName.values()]
        .filter((bucket) => bucket.accountId === accountId && partitionOf(bucket.region) === partition)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
