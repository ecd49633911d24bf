import { assert } from 'chai';
import { continueRun } from '../../simulator/continue-run.ts';
import type { Answered } from '../../simulator/host/worker.ts';
import { scenarioOf } from '../../simulator/host/draw-scenario.ts';

const asked = Array.from({ length: 10 }, (_, at) => ({ seed: at + 1 }));

/** One after another over what is kept; a seed that is in `breaking` breaks something, and `dying` ends the process. */
function runs() {
  let kept: unknown;
  const simulated: number[] = [];
  const wentOn: number[] = [];
  const start = ({ bundles = 'a', breaking = [] as number[], dying = 0, of = asked } = {}) =>
    continueRun(
      {
        ask: async ({ seed }): Promise<Answered> => {
          if (seed === dying) throw new Error('interrupted');
          simulated.push(seed);
          const broken = breaking.includes(seed) ? [{ invariant: 'work is bounded', detail: 'so' } as const] : [];
          const counts = { calls: 2, mutations: 1, restored: 0, deadLetters: 0, told: 3, callsInTrouble: 0 };
          return { seed, scenario: scenarioOf(seed), broken, faults: { stall: 1 }, happened: { sweep: 2 }, ...counts };
        },
        close: () => undefined,
      },
      of,
      {
        jobs: 2,
        bundles,
        portion: 4,
        read: () => kept,
        write: (progress) => (kept = JSON.parse(JSON.stringify(progress))),
        goesOn: (done) => wentOn.push(done),
      },
    );
  return { start, simulated, wentOn, damage: () => (kept = { bundles: 'a', done: 'many' }) };
}

describe('A run that is continued', () => {
  it('is one run of all the seeds, though it was interrupted', async () => {
    const { start, simulated, wentOn } = runs();

    const error = await start({ dying: 7 }).catch((thrown: unknown) => thrown);
    const { totals } = await start();

    assert.instanceOf(error, Error);
    assert.deepEqual(wentOn, [4]);
    assert.sameMembers(
      [...new Set(simulated)],
      asked.map(({ seed }) => seed),
    );
    assert.deepInclude(totals, {
      seeds: 10,
      calls: 20,
      told: 30,
      faults: { stall: 10 },
      happened: { sweep: 20 },
      broken: 0,
    });
  });

  it('stops for no seed that breaks something, and remembers which did', async () => {
    const { start } = runs();

    await start({ breaking: [2], dying: 7 }).catch(() => undefined);
    const { totals, failures } = await start({ breaking: [2, 9, 10] });

    assert.deepInclude(totals, { seeds: 10, broken: 3, brokenSeeds: [2, 9, 10] });
    assert.deepEqual(
      failures.map(({ seed }) => seed),
      [9, 10],
    );
  });

  it('has nothing to do once all is done', async () => {
    const { start, simulated } = runs();

    await start();
    const { totals } = await start();

    assert.lengthOf(simulated, 10);
    assert.equal(totals.seeds, 10);
  });

  for (const [what, again] of [
    ['of another product', { bundles: 'b' }],
    ['of other seeds', { of: asked.slice(1) }],
  ] as const) {
    it(`begins anew where what was kept is ${what}`, async () => {
      const { start, wentOn } = runs();

      await start();
      const { totals } = await start({ ...again, of: 'of' in again ? [...again.of] : asked });

      assert.deepEqual(wentOn, []);
      assert.equal(totals.seeds, 'of' in again ? 9 : 10);
    });
  }

  it('begins anew where what was kept cannot be understood', async () => {
    const { start, damage, wentOn } = runs();

    await start();
    damage();
    const { totals } = await start();

    assert.deepEqual([wentOn, totals.seeds], [[], 10]);
  });
});
