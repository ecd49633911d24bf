import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { atEachCall, plainScenario } from '../../simulator/each-call.ts';
import { callFaults, type Scenario } from '../../simulator/host/scenario.ts';
import { type Pool, startPool } from '../../simulator/pool.ts';

describe('A failure at each call of a mend', () => {
  let pool: Pool;
  before(async () => {
    pool = await startPool(await bundleWorker('each-call-spec'), await bundleProduct('each-call-spec'), 1);
  });
  after(() => pool.close());

  const run = (scenario: Scenario) => pool.ask({ seed: scenario.seed, scenario, shrink: false });

  it('is every kind of failure at every call, one at a time', () => {
    const scenarios = atEachCall(plainScenario, 3);

    assert.lengthOf(scenarios, 3 * callFaults.length);
    assert.deepEqual(
      scenarios.map(({ faults }) => faults.length),
      scenarios.map(() => 1),
    );
    assert.deepEqual([...new Set(scenarios.flatMap(({ faults }) => faults.map(({ call }) => call)))], [0, 1, 2]);
  });

  it('is of a scenario that splits a rule and cuts a policy, in the time of trouble', async () => {
    const { broken, mutations, callsInTrouble, calls, faults } = await run(plainScenario);

    assert.deepEqual(broken, []);
    assert.isAtLeast(mutations, 3);
    assert.isAbove(callsInTrouble, 60);
    assert.isAbove(callsInTrouble / calls, 0.9);
    assert.deepEqual(faults, {});
  });

  it('does its harm at whatever call it is to', async () => {
    for (const call of [0, 20, 40, 60]) {
      for (const scenario of atEachCall({ ...plainScenario }, call + 1, ['crash after']).slice(call)) {
        const { broken, faults } = await run(scenario);

        assert.deepEqual([broken, faults], [[], { 'crash after': 1 }], `call ${call}`);
      }
    }
  });
});
