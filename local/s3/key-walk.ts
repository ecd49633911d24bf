import { compareKeys, firstIndex } from './key-order.ts';

/** Where a listing goes on: after a key, or after all keys that a common prefix stands for. */
export interface Position {
  readonly kind: 'key' | 'prefix';
  readonly value: string;
}

export interface WalkOptions {
  readonly prefix: string;
  /** Empty: none. */
  readonly delimiter: string;
  readonly after: Position | undefined;
}

/**
 * Keys with the prefix, in order; those with the delimiter after the prefix are rolled up into one common prefix. Costs O(log n) for a
 * common prefix however many keys it stands for.
 */
export function* walkKeys(
  keys: readonly string[],
  { prefix, delimiter, after }: WalkOptions,
  visible: (key: string) => boolean,
): Generator<Position> {
  let at = Math.max(
    firstIndex(keys, (key) => compareKeys(key, prefix) >= 0),
    after === undefined ? 0 : indexAfter(keys, after),
  );
  while (at < keys.length) {
    const key = keys[at] ?? '';
    if (!key.startsWith(prefix)) return;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (!visible(key)) at += 1;
    else if (end < 0) {
      yield { kind: 'key', value: key };
      at += 1;
    } else {
      const common: Position = { kind: 'prefix', value: key.slice(0, end + delimiter.length) };
      yield common;
      at = indexAfter(keys, common);
    }
  }
}

function indexAfter(keys: readonly string[], { kind, value }: Position): number {
  return firstIndex(keys, (key) => compareKeys(key, value) > 0 && !(kind === 'prefix' && key.startsWith(value)));
}
