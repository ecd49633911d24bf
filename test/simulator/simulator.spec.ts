import { assert } from 'chai';
import { bundleProduct, bundleWorker } from '../../simulator/bundles.ts';
import { scenarioOf } from '../../simulator/host/draw-scenario.ts';
import type { Scenario } from '../../simulator/host/scenario.ts';
import { mutants } from '../../simulator/mutants.ts';
import { type Pool, startPool } from '../../simulator/pool.ts';

describe('The simulator', () => {
  let worker: string;
  let pool: Pool;
  before(async () => {
    worker = await bundleWorker('simulator-spec');
    pool = await startPool(worker, await bundleProduct('simulator-spec'), 1);
  });
  after(() => pool.close());

  it('finds nothing wrong with the product in its first seeds, and has it do its work', async () => {
    let [mutations, restored] = [0, 0];
    for (let seed = 1; seed <= 8; seed += 1) {
      const answer = await pool.ask({ seed });
      assert.deepEqual(answer.broken, [], `seed ${seed}: npm run simulate -- --seed ${seed}`);
      mutations += answer.mutations;
      restored += answer.restored;
    }

    assert.isAbove(mutations, 5);
    assert.isAbove(restored, 0);
  });

  it('has the sweep find what was mended and undone before AWS Config looked, which hides it from its rules', async () => {
    const opened = { do: 'make public', bucket: 0 } as const;
    const plain = {
      overlap: false,
      reorder: false,
      fastPath: false,
      graceMinutes: 0,
      exempt: null,
      net: 'none',
    } as const;
    const limits = { perRun: 50, perHour: 200, tugOfWar: 50, mostAtOnce: 10, duplicateEvery: 0 };
    const times = { troubleMs: 240_000, recordMs: 8_000, ruleMs: 2_000, notifyMs: 500, pollMs: 990 };
    const scenario: Scenario = {
      ...scenarioOf(1),
      ...plain,
      ...limits,
      ...times,
      rules: ['s3-bucket-public-access'],
      gateOpen: true,
      groups: [{ ingress: [] }],
      buckets: [{ unblocked: true, publicStatement: false, legalStatement: true, publicAcl: false }],
      // The coordinator mends at 180 s, and AWS Config would record that 8 s later.
      deeds: [
        { at: 159_000, ...opened },
        { at: 183_000, ...opened },
      ],
      faults: [],
      outages: [],
    };

    const { broken, mutations } = await pool.ask({ seed: 1, scenario });

    assert.deepEqual(broken, []);
    assert.equal(mutations, 2);
  });

  it('prints the smallest scenario that breaks, and runs it again call by call, in a process that has run nothing before as well', async () => {
    const [mutation] = mutants;
    assert.isDefined(mutation);
    const product = await bundleProduct('simulator-spec-broken', mutation);
    const [broken, other] = await Promise.all([startPool(worker, product, 1), startPool(worker, product, 1)]);
    try {
      for (const seed of [5, 6]) await broken.ask({ seed, shrink: false });
      const found = await broken.ask({ seed: 2 });
      const { scenario } = found;
      assert.isDefined(scenario);
      assert.isBelow(JSON.stringify(scenario).length, JSON.stringify(scenarioOf(2)).length);

      for (const process of [broken, other]) {
        const again = await process.ask({ seed: 2, ...(scenario === undefined ? {} : { scenario }), shrink: false });

        assert.deepEqual(again.broken, found.broken);
        assert.deepEqual(again.trace, found.trace);
      }
    } finally {
      broken.close();
      other.close();
    }
  });
});
