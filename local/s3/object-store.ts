import { compareKeys, firstIndex } from './key-order.ts';
import type { Checksum } from './request-body.ts';

/** `null` is the id of a version made while versioning was not enabled. */
export const nullVersion = 'null';

interface VersionBase {
  readonly versionId: string;
  /** Whole seconds, in milliseconds since the epoch. */
  readonly lastModified: number;
}

export interface StoredObject extends VersionBase {
  readonly kind: 'object';
  readonly body: Buffer;
  /** MD5 of the body in hex, between double quotes. */
  readonly etag: string;
  /** What GetObject answers again: Content-Type and its like, user metadata, encryption. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: Checksum | undefined;
}

export interface DeleteMarker extends VersionBase {
  readonly kind: 'marker';
}

export type Version = StoredObject | DeleteMarker;

/** A bucket's objects with all their versions. */
export interface ObjectStore {
  /** All keys that have a version, sorted; a key whose newest version is a delete marker among them. */
  readonly keys: readonly string[];
  /** Newest first. */
  versionsOf(key: string): readonly Version[];
  /** The newest version, unless that is a delete marker. */
  current(key: string): StoredObject | undefined;
  /** Makes the version the newest; one with the same id is replaced. */
  add(key: string, version: Version): void;
  remove(key: string, versionId: string): Version | undefined;
  isEmpty(): boolean;
}

export function createObjectStore(): ObjectStore {
  const byKey = new Map<string, readonly Version[]>();
  const keys: string[] = [];
  const indexOf = (key: string): number => firstIndex(keys, (other) => compareKeys(other, key) >= 0);
  const versionsOf = (key: string): readonly Version[] => byKey.get(key) ?? [];
  const without = (key: string, versionId: string): Version[] =>
    versionsOf(key).filter((version) => version.versionId !== versionId);
  return {
    keys,
    versionsOf,
    current(key) {
      const newest = versionsOf(key)[0];
      return newest?.kind === 'object' ? newest : undefined;
    },
    add(key, version) {
      if (!byKey.has(key)) keys.splice(indexOf(key), 0, key);
      byKey.set(key, [version, ...without(key, version.versionId)]);
    },
    remove(key, versionId) {
      const removed = versionsOf(key).find((version) => version.versionId === versionId);
      if (removed === undefined) return undefined;
      const left = without(key, versionId);
      if (left.length > 0) byKey.set(key, left);
      else {
        byKey.delete(key);
        keys.splice(indexOf(key), 1);
      }
      return removed;
    },
    isEmpty: () => keys.length === 0,
  };
}
