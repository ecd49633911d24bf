/**
 * Pure. Whether nothing in it lies deeper than so many levels. JSON.parse takes any depth, and JSON.stringify, which works by recursion,
 * throws a RangeError some thousands of levels down.
 */
export function nestsWithin(levels: number, value: unknown): boolean {
  let below = membersOf(value);
  for (let level = 0; level < levels && below.length > 0; level++) below = below.flatMap(membersOf);
  return below.length === 0;
}

/** Nothing of what is no object and no list. */
export function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
