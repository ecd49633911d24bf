import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { findMutant } from '../../simulator/find-mutants.ts';
import { type Invariant, invariants } from '../../simulator/host/invariants.ts';
import { mutants } from '../../simulator/mutants.ts';
import { type Pool, startPool } from '../../simulator/pool.ts';

describe('The mutants of the simulator', function () {
  let pool: Pool;
  before(async () => {
    pool = await startPool(await bundleWorker('mutants-spec'), await bundleProduct('mutants-spec'), 1);
  });
  after(() => pool.close());

  /** Nobody else may change a resource by its role, and what never ends is found before it is too much. */
  const withoutOne: readonly Invariant[] = ['only remediators change a resource', 'work is bounded'];

  it('are of every thing that must be so', () => {
    const tried = new Set(mutants.flatMap(({ breaks }) => breaks));

    assert.deepEqual(
      invariants.filter((invariant) => !tried.has(invariant)),
      withoutOne,
    );
  });

  for (const mutant of mutants) {
    it(`are found within ${mutant.within} seeds: ${mutant.name}`, async () => {
      const { seed, invariant } = await findMutant(pool, mutant, 1);

      assert.isDefined(seed, 'no seed found it: npm run simulate -- --mutants tells of all');
      assert.isAtMost(seed ?? Infinity, mutant.within);
      assert.include(mutant.breaks, invariant);
    });
  }
});
