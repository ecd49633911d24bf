import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { plainScenario } from '../../simulator/each-call.ts';
import { groupRule, type Scenario } from '../../simulator/host/scenario.ts';
import type { Mutant } from '../../simulator/mutant.ts';
import { startPool } from '../../simulator/pool.ts';

/** Not among the mutants that seeds have to find: they let somebody remove a rule in the very second too seldom. */
const leavesOpen: Mutant = {
  name: 'leaves open what is left of a rule that somebody removed meanwhile',
  breaks: ['a mend opens nothing'],
  file: 'remediators/mend-batch.ts',
  find: 'await closeAgain(step, deps);',
  replace: '',
  within: 1,
};

/** One group, of which somebody removes the first rule amid the call of that number. */
const removedAmid = (call: number): Scenario => ({
  ...plainScenario,
  rules: [groupRule],
  groups: [{ ingress: [{ from: 22, to: 443, cidr: '0.0.0.0/0' }] }],
  buckets: [],
  deeds: [{ at: 0, call, do: 'close', group: 0 }],
});
const calls = 40;

describe('The simulator, of a rule that somebody removes while it is being narrowed', () => {
  it('finds what a mend leaves open of it, and nothing where the mend closes that again', async () => {
    const worker = await bundleWorker('reopened-spec');
    const [own, broken] = await Promise.all([
      startPool(worker, await bundleProduct('reopened-spec'), 1),
      startPool(worker, await bundleProduct('reopened-spec-broken', leavesOpen), 1),
    ]);
    try {
      const found: number[] = [];
      for (let call = 0; call < calls; call += 1) {
        const asked = { seed: 1, scenario: removedAmid(call), shrink: false };
        const [right, wrong] = await Promise.all([own.ask(asked), broken.ask(asked)]);
        assert.deepEqual(right.broken, [], `amid call ${call}`);
        if (wrong.broken.some(({ invariant }) => invariant === 'a mend opens nothing')) found.push(call);
      }

      assert.isNotEmpty(found);
    } finally {
      own.close();
      broken.close();
    }
  });
});
