import type { Asked, Answered } from './host/worker.ts';
import type { Pool } from './pool.ts';
import { noTotals, type Totals, withAnswer } from './totals.ts';

export interface SeedsRun {
  readonly totals: Totals;
  readonly seconds: number;
  /** The seeds that broke something, the lowest first. */
  readonly failures: readonly Answered[];
}

/** Runs them on all workers of the pool. Stops early once so many have broken something. */
export async function runSeeds(
  pool: Pool,
  asked: readonly Asked[],
  { jobs, stopAfter, progress }: { jobs: number; stopAfter: number; progress?: (done: number, total: number) => void },
): Promise<SeedsRun> {
  const begun = performance.now();
  let [totals, next, done] = [noTotals, 0, 0];
  const failures: Answered[] = [];
  const lane = async (): Promise<void> => {
    while (next < asked.length && failures.length < stopAfter) {
      const one = asked[next++];
      if (one === undefined) return;
      const answer = await pool.ask(one);
      totals = withAnswer(totals, answer);
      if (answer.broken.length > 0) failures.push(answer);
      progress?.((done += 1), asked.length);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  failures.sort((a, b) => a.seed - b.seed);
  return { totals, seconds: (performance.now() - begun) / 1000, failures };
}
