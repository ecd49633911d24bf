import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { findMutant } from '../../simulator/find-mutants.ts';
import { mutants } from '../../simulator/mutants.ts';
import { type Pool, startPool } from '../../simulator/pool.ts';

describe('The mutants of the simulator', function () {
  let pool: Pool;
  before(async () => {
    pool = await startPool(await bundleWorker('mutants-spec'), await bundleProduct('mutants-spec'), 1);
  });
  after(() => pool.close());

  for (const mutant of mutants) {
    it(`are found within ${mutant.within} seeds: ${mutant.name}`, async () => {
      const { seed, invariant } = await findMutant(pool, mutant, 1);

      assert.isDefined(seed, 'no seed found it: npm run simulate -- --mutants tells of all');
      assert.isAtMost(seed ?? Infinity, mutant.within);
      assert.include(mutant.breaks, invariant);
    });
  }
});
