/** Counts by kind. */
export interface Tally {
  count(kind: string, times?: number): void;
  counts(): Readonly<Record<string, number>>;
}

export function createTally(): Tally {
  const counted = new Map<string, number>();
  return {
    count(kind, times = 1) {
      if (times > 0) counted.set(kind, (counted.get(kind) ?? 0) + times);
    },
    counts: () => Object.fromEntries(counted),
  };
}

/** Pure. */
export function summed(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = { ...one };
  for (const [kind, count] of Object.entries(other)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
