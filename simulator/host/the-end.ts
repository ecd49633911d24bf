import { type EndParts, inTheEnd, noSecretIsOut } from './in-the-end.ts';
import type { Broken } from './invariants.ts';
import { putsBack } from './puts-back.ts';
import { everyRestoreIsRecordedAndTold } from './restores-watched.ts';

/** For all restores of a scenario: one takes minutes where its calls stall. */
const mostRestoringMs = 10 * 60 * 60_000;

export interface EndRuns {
  /** Lets time go by until the work is done; rejects where it is not within so many milliseconds. */
  whole<T>(work: Promise<T>, withinMs?: number): Promise<T>;
  /** Lets everything come to its end. Answers what is wrong where it does not. */
  rest(): Promise<readonly Broken[]>;
}

/** Looks at what came of everything, then restores it, and looks at that. */
export async function theEnd(
  parts: EndParts,
  { whole, rest }: EndRuns,
): Promise<{ readonly broken: readonly Broken[]; readonly restored: number }> {
  const before = await whole(inTheEnd(parts));
  if (before.length > 0) return { broken: before, restored: 0 };
  const { broken, ends, restored } = await whole(putsBack(parts), mostRestoringMs);
  // What the restores told is on its way, and what they put back is judged.
  const restless = await rest();
  const missing = everyRestoreIsRecordedAndTold(parts, ends);
  return { broken: [...broken, ...parts.watch.broken, ...restless, ...missing, ...noSecretIsOut(parts)], restored };
}
