import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { biteKinds } from '../../simulator/host/bites.ts';
import { allCallFaults, callFaults, outageKinds } from '../../simulator/host/scenario.ts';
import { type Pool, startPool } from '../../simulator/pool.ts';

/** Trouble that is drawn and takes no effect shows nothing. */
describe('The trouble of the simulator', function () {
  let pool: Pool;
  before(async () => {
    pool = await startPool(await bundleWorker('bites-spec'), await bundleProduct('bites-spec'), 1);
  });
  after(() => pool.close());

  it('bites, each kind of it, within 300 seeds', async function () {
    this.timeout(240_000);
    const ofRestores = callFaults.map((fault) => `restore: ${fault}`);
    const outages = outageKinds.map((of) => `outage: ${of}`);
    const missing = new Set<string>([...biteKinds, ...allCallFaults, ...ofRestores, ...outages]);
    for (let seed = 1; seed <= 300 && missing.size > 0; seed += 1) {
      const { happened, faults } = await pool.ask({ seed, shrink: false });
      for (const kind of Object.keys({ ...happened, ...faults })) missing.delete(kind);
    }

    assert.deepEqual([...missing], []);
  });
});
