import * as v from 'valibot';
import type { Answered, Asked } from './host/worker.ts';
import type { Pool } from './pool.ts';
import { type RunOptions, runSeeds, type SeedsRun } from './run-seeds.ts';
import { noTotals, Totals, together } from './totals.ts';

/** How far a run came that takes hours. */
const Progress = v.object({
  /** Of the product and the simulation: what another one went through says nothing of this. */
  bundles: v.string(),
  first: v.number(),
  of: v.number(),
  done: v.number(),
  seconds: v.number(),
  totals: Totals,
});
type Progress = v.InferOutput<typeof Progress>;

export interface Continued extends Omit<RunOptions, 'stopAfter'> {
  /** A hash of what runs. */
  readonly bundles: string;
  /** What `write` was given last, in an earlier process as a rule; undefined where there is nothing. */
  read(): unknown;
  write(progress: Progress): void;
  /** Seeds after which it is written down how far the run is (500). */
  readonly portion?: number;
  /** Called with how many seeds are done already, where it goes on. */
  goesOn(done: number): void;
}

/**
 * Runs what an earlier run of the same seeds with the same product left over, to the end or until time is up, whatever breaks. The totals
 * are of all, and the failures of what ran now. Interrupted, it loses a portion at most.
 */
export async function continueRun(pool: Pool, asked: readonly Asked[], options: Continued): Promise<SeedsRun> {
  const { bundles, portion = 500, mostMs = Number.POSITIVE_INFINITY } = options;
  const same = { bundles, first: asked[0]?.seed ?? 0, of: asked.length };
  let progress = begunBefore(options.read(), same) ?? { ...same, done: 0, seconds: 0, totals: noTotals };
  if (progress.done > 0) options.goesOn(progress.done);
  const failures: Answered[] = [];
  const begun = performance.now();
  for (let left = mostMs; progress.done < asked.length && left > 0; left = mostMs - (performance.now() - begun)) {
    const before = progress;
    const run = await runSeeds(pool, asked.slice(before.done, before.done + portion), {
      jobs: options.jobs,
      stopAfter: Number.POSITIVE_INFINITY,
      progress: (done) => options.progress?.(before.done + done, asked.length),
    });
    failures.push(...run.failures);
    progress = {
      ...before,
      done: before.done + run.totals.seeds,
      seconds: before.seconds + run.seconds,
      totals: together(before.totals, run.totals),
    };
    options.write(progress);
  }
  return { totals: progress.totals, seconds: progress.seconds, failures };
}

function begunBefore(kept: unknown, same: Pick<Progress, 'bundles' | 'first' | 'of'>): Progress | undefined {
  const { success, output } = v.safeParse(Progress, kept);
  if (!success) return undefined;
  return output.bundles === same.bundles && output.first === same.first && output.of === same.of ? output : undefined;
}
