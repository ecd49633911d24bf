import { bundleProduct, bundleWorker } from './bundles.ts';
import { type Mutant, mutants } from './mutants.ts';
import { startPool } from './pool.ts';
import { runSeeds } from './run-seeds.ts';

/** Which seed of the first `within` found it, and by what; absent where none did. */
export interface Found {
  readonly mutant: Mutant;
  readonly seed?: number;
  readonly invariant?: string | undefined;
}

/** Runs each fault until a seed finds it. */
export async function findMutants(
  jobs: number,
  told: (found: Found) => void = () => {},
  among: readonly Mutant[] = mutants,
): Promise<Found[]> {
  const worker = await bundleWorker();
  const all: Found[] = [];
  for (const mutant of among) {
    const product = await bundleProduct(`mutant-${mutants.indexOf(mutant)}`, mutant);
    const pool = await startPool(worker, product, jobs);
    const asked = Array.from({ length: mutant.within }, (_, at) => ({ seed: at + 1, shrink: false }));
    const { failures } = await runSeeds(pool, asked, { jobs, stopAfter: 1 }).finally(() => pool.close());
    const [first] = failures;
    const found = {
      mutant,
      ...(first === undefined ? {} : { seed: first.seed, invariant: first.broken[0]?.invariant ?? '' }),
    };
    all.push(found);
    told(found);
  }
  return all;
}
