import type { LedgerEntry } from '../../contract/ledger-entry.ts';
import type { SafetyState } from '../../contract/safety-state.ts';
import { violationMark } from '../../safety/tug-of-war.ts';

/** Whether something that an entry is about had been mended as often as it may be; a mend counts once it has ended. */
export function mendedTooOften(
  { mends = [], tugsOfWar = [] }: Partial<SafetyState> = {},
  id: string,
  entry: LedgerEntry | undefined,
  limit: number,
): boolean {
  const lines = entry?.actions.find((action) => action.resource.id === id)?.violations ?? [];
  const left = new Set(tugsOfWar.filter(({ resource }) => resource.id === id).map(({ violation }) => violation));
  return lines.some((line) => {
    const mark = violationMark(line);
    const before = mends.filter(({ resource, violation }) => resource.endsWith(`/${id}`) && violation === mark);
    return !left.has(line) && before.length >= limit;
  });
}
