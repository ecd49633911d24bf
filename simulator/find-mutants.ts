import { bundleProduct, bundleWorker } from './bundles.ts';
import { type Mutant, mutants } from './mutants.ts';
import { type Pool, startPool } from './pool.ts';
import { runSeeds } from './run-seeds.ts';

/** Which seed of the first `within` found it, and by what; absent where none did. */
export interface Found {
  readonly mutant: Mutant;
  readonly seed?: number;
  readonly invariant?: string | undefined;
}

/** Runs each fault until a seed finds it, beginning with the one that is known to. */
export async function findMutants(
  jobs: number,
  told: (found: Found) => void = () => {},
  among: readonly Mutant[] = mutants,
): Promise<Found[]> {
  const [worker, own] = await Promise.all([bundleWorker(), bundleProduct()]);
  const pool = await startPool(worker, own, jobs);
  const all: Found[] = [];
  try {
    for (const mutant of among) {
      const found = await findMutant(pool, mutant, jobs);
      all.push(found);
      told(found);
    }
  } finally {
    pool.close();
  }
  return all;
}

/** Runs it on a pool until a seed finds it, beginning with the one that is known to. */
export async function findMutant(pool: Pool, mutant: Mutant, jobs: number): Promise<Found> {
  const product = await bundleProduct(`mutant-${mutants.indexOf(mutant)}`, mutant);
  const first = mutant.seed ?? 1;
  const others = Array.from({ length: mutant.within }, (_, at) => at + 1).filter((seed) => seed !== first);
  const run = (seeds: readonly number[]) => {
    const asked = seeds.map((seed) => ({ seed, product, shrink: false }));
    return runSeeds(pool, asked, { jobs, stopAfter: 1 });
  };
  const known = await run([first]);
  const { failures } = known.failures.length > 0 ? known : await run(others);
  const [failure] = failures;
  return {
    mutant,
    ...(failure === undefined ? {} : { seed: failure.seed, invariant: failure.broken[0]?.invariant ?? '' }),
  };
}
