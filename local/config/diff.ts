import { isDeepStrictEqual } from 'node:util';
import type { StreamItem } from './item.ts';

export interface PropertyChange {
  readonly previousValue: unknown;
  readonly updatedValue: unknown;
  readonly changeType: 'CREATE' | 'UPDATE' | 'DELETE';
}

export interface ItemDiff {
  /** By path, each step with an initial capital, e.g. `Configuration.IpPermissions.0`. */
  readonly changedProperties: Readonly<Record<string, PropertyChange>>;
  readonly changeType: 'CREATE' | 'UPDATE' | 'DELETE';
}

/**
 * What differs between two items, as `configurationItemDiff` says it. Elements of a list are compared as a set and numbered as
 * they come, removed ones first: the numbers are no positions, which is why a rule should not rely on them.
 */
export function diffItems(previous: StreamItem | undefined, item: StreamItem): ItemDiff {
  if (previous === undefined || item.configurationItemStatus === 'ResourceDiscovered') {
    return { changedProperties: {}, changeType: 'CREATE' };
  }
  const changedProperties: Record<string, PropertyChange> = {};
  for (const part of ['relationships', 'configuration', 'supplementaryConfiguration', 'tags'] as const) {
    compare(capitalised(part), previous[part], item[part], changedProperties);
  }
  return { changedProperties, changeType: item.configurationItemStatus === 'ResourceDeleted' ? 'DELETE' : 'UPDATE' };
}

function compare(path: string, before: unknown, after: unknown, changes: Record<string, PropertyChange>): void {
  if (isDeepStrictEqual(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, changes);
  else if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(`${path}.${capitalised(key)}`, before[key], after[key], changes);
    }
  } else changes[path] = change(before, after);
}

function compareLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  changes: Record<string, PropertyChange>,
): void {
  const written = (list: readonly unknown[]): Set<string> => new Set(list.map((element) => JSON.stringify(element)));
  const [had, has] = [written(before), written(after)];
  const moved = [
    ...before.filter((element) => !has.has(JSON.stringify(element))).map((element) => change(element, undefined)),
    ...after.filter((element) => !had.has(JSON.stringify(element))).map((element) => change(undefined, element)),
  ];
  for (const [index, one] of moved.entries()) changes[`${path}.${index}`] = one;
}

function change(before: unknown, after: unknown): PropertyChange {
  const [previousValue, updatedValue] = [before ?? null, after ?? null];
  if (previousValue === null) return { previousValue, updatedValue, changeType: 'CREATE' };
  return { previousValue, updatedValue, changeType: updatedValue === null ? 'DELETE' : 'UPDATE' };
}

function capitalised(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
