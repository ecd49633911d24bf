import type { Asked, Answered } from './host/worker.ts';
import type { Pool } from './pool.ts';
import { noTotals, type Totals, withAnswer } from './totals.ts';

export interface SeedsRun {
  readonly totals: Totals;
  readonly seconds: number;
  /** The seeds that broke something, the lowest first. */
  readonly failures: readonly Answered[];
}

export interface RunOptions {
  readonly jobs: number;
  /** Whether what broke is what was looked for; anything, unless given. */
  counts?(answered: Answered): boolean;
  /** No more are begun once so many have broken something, */
  readonly stopAfter: number;
  /** or after so many milliseconds. */
  readonly mostMs?: number;
  progress?(done: number, total: number): void;
}

/** Runs them on all workers of the pool. */
export async function runSeeds(
  pool: Pool,
  asked: readonly Asked[],
  { jobs, stopAfter, counts = () => true, mostMs = Number.POSITIVE_INFINITY, progress }: RunOptions,
): Promise<SeedsRun> {
  const begun = performance.now();
  let [totals, next, done] = [noTotals, 0, 0];
  const failures: Answered[] = [];
  const lane = async (): Promise<void> => {
    while (next < asked.length && failures.length < stopAfter && performance.now() - begun < mostMs) {
      const one = asked[next++];
      if (one === undefined) return;
      const answer = await pool.ask(one);
      totals = withAnswer(totals, answer);
      if (answer.broken.length > 0 && counts(answer)) failures.push(answer);
      progress?.((done += 1), asked.length);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  failures.sort((a, b) => a.seed - b.seed);
  return { totals, seconds: (performance.now() - begun) / 1000, failures };
}
