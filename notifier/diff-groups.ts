import type { LineGroup } from './draft.ts';

/** What stays is there for orientation only. */
const keptShown = 5;

/**
 * Two lists of lines as a diff, in three groups: taken away, put in place, untouched. A line that occurs in both is
 * shown once, as untouched; how often it occurs counts.
 */
export function diffGroups(before: readonly string[], after: readonly string[]): LineGroup[] {
  const left = new Map<string, number>();
  for (const line of after) left.set(line, (left.get(line) ?? 0) + 1);
  const removed: string[] = [];
  const kept: string[] = [];
  for (const line of before) {
    const count = left.get(line) ?? 0;
    if (count === 0) removed.push(line);
    else kept.push(line);
    if (count > 0) left.set(line, count - 1);
  }
  const added: string[] = [];
  // The last occurrences are the new ones: what was there before keeps its place.
  for (const line of after.toReversed()) {
    const count = left.get(line) ?? 0;
    if (count > 0) added.push(line);
    if (count > 0) left.set(line, count - 1);
  }
  return [
    { prefix: '- ', lines: removed },
    { prefix: '+ ', lines: added.toReversed() },
    { prefix: '  ', lines: kept, most: keptShown },
  ];
}
