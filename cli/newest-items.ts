import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationItem } from '../resources/configuration-item.ts';

interface Entry {
  readonly item: ConfigurationItem;
}

/**
 * The newest version of each resource (type, account and id), whatever the order: a resource's history is a file like any
 * other, and only its newest item says how it is now. Versions of the same time that differ are all kept, because nothing
 * says which of them is the newer. Resources stay in the order in which they first come.
 */
export function newestItems<E extends Entry>(entries: readonly E[]): E[] {
  const newest = new Map<string, E[]>();
  for (const entry of entries) {
    const { resourceType, accountId, resourceId } = entry.item;
    const key = JSON.stringify([resourceType, accountId, resourceId]);
    const kept = newest.get(key);
    const [first] = kept ?? [];
    const age = first === undefined ? -1 : Date.parse(first.item.captureTime) - Date.parse(entry.item.captureTime);
    if (kept === undefined || age < 0) newest.set(key, [entry]);
    else if (age === 0 && !kept.some((other) => isDeepStrictEqual(other, entry))) kept.push(entry);
  }
  return [...newest.values()].flat();
}
