import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { atEachCall, plainScenario, revertScenario } from '../../simulator/each-call.ts';
import { callFaults, mostRestoreCalls, type Scenario } from '../../simulator/host/scenario.ts';
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

    assert.lengthOf(scenarios, (3 + mostRestoreCalls) * callFaults.length);
    for (const { faults, restoreFaults } of scenarios) assert.equal(faults.length + restoreFaults.length, 1);
    const callsOf = (which: 'faults' | 'restoreFaults'): Set<number> =>
      new Set(scenarios.flatMap((scenario) => scenario[which].map(({ call }) => call)));
    assert.deepEqual([...callsOf('faults')], [0, 1, 2]);
    assert.equal(callsOf('restoreFaults').size, mostRestoreCalls);
  });

  it('is of a scenario that splits a rule and cuts a policy, in the time of trouble', async () => {
    const { broken, mutations, callsInTrouble, calls, faults } = await run(plainScenario);

    assert.deepEqual(broken, []);
    assert.isAtLeast(mutations, 3);
    assert.isAbove(callsInTrouble, 60);
    // The others are made once it is restored.
    assert.isAbove(callsInTrouble / calls, 0.6);
    assert.deepEqual(faults, {});
  });

  it("is of one that reverts what a stranger did as well, and switches the account's block on", async () => {
    const { broken, mutations, callsInTrouble, restored } = await run(revertScenario);

    assert.deepEqual(broken, []);
    assert.isAtLeast(mutations, 3);
    assert.isAbove(callsInTrouble, 60);
    assert.isAtLeast(restored, 1);
  });

  for (const [name, scenario] of Object.entries({ plainScenario, revertScenario })) {
    it(`does its harm at whatever call it is to: ${name}`, async () => {
      for (const call of [0, 20, 40, 60]) {
        const { broken, faults } = await run({ ...scenario, faults: [{ call, fault: 'crash after' }] });

        assert.deepEqual([broken, faults], [[], { 'crash after': 1 }], `call ${call}`);
      }
    });
  }

  it('does its harm at whatever call of a restore it is to, and is restored all the same', async () => {
    for (const call of [0, 14, 30]) {
      const { broken, faults, restored } = await run({
        ...plainScenario,
        restoreFaults: [{ call, fault: 'crash after' }],
      });

      assert.deepEqual([broken, Object.keys(faults)], [[], ['restore: crash after']], `call ${call}`);
      assert.equal(restored, 2);
    }
  });
});
