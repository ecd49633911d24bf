import { bundleProduct, bundleWorker } from './bundles.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { type Pool, startPool } from './pool.ts';
import type { Answered } from './host/worker.ts';
import { runSeeds } from './run-seeds.ts';

/** Which seed of the first `within` found it by what it has to break; absent where none did. */
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

/** Runs it until a seed finds it, beginning with the one that is known to: on a pool, unless the simulation itself has to have it as well. */
export async function findMutant(pool: Pool, mutant: Mutant, jobs: number): Promise<Found> {
  const name = `mutant-${mutants.indexOf(mutant)}`;
  const product = await bundleProduct(name, mutant);
  if (mutant.everywhere !== true) return findAmongSeeds(pool, product, mutant, jobs);
  const own = await startPool(await bundleWorker(`${name}-worker`, mutant), product, jobs);
  try {
    return await findAmongSeeds(own, product, mutant, jobs);
  } finally {
    own.close();
  }
}

async function findAmongSeeds(pool: Pool, product: string, mutant: Mutant, jobs: number): Promise<Found> {
  const first = mutant.seed ?? 1;
  const others = Array.from({ length: mutant.within }, (_, at) => at + 1).filter((seed) => seed !== first);
  const breakage = ({ broken }: Answered): string | undefined =>
    broken.map(({ invariant }) => invariant).find((invariant) => mutant.breaks.includes(invariant));
  const counts = (answered: Answered): boolean => breakage(answered) !== undefined;
  const run = (seeds: readonly number[]) => {
    const asked = seeds.map((seed) => ({ seed, product, shrink: false }));
    return runSeeds(pool, asked, { jobs, stopAfter: 1, counts });
  };
  const known = await run([first]);
  const { failures } = known.failures.length > 0 ? known : await run(others);
  const [failure] = failures;
  return { mutant, ...(failure === undefined ? {} : { seed: failure.seed, invariant: breakage(failure) }) };
}
