import { membersOf } from './nests-within.ts';

/** Pure. Whether it has no more than so many values, itself and all that is in it at any depth: an empty list is three bytes of JSON and forty in memory. */
export function valuesWithin(most: number, value: unknown): boolean {
  let counted = 0;
  for (let level = [value]; level.length > 0; level = level.flatMap(membersOf)) {
    counted += level.length;
    if (counted > most) return false;
  }
  return true;
}
