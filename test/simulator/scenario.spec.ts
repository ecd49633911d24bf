import { assert } from 'chai';
import { createRandom } from '../../simulator/host/random.ts';
import { scenarioOf } from '../../simulator/host/draw-scenario.ts';
import { accountRule, nets } from '../../simulator/host/scenario.ts';
import { reductions, shrink } from '../../simulator/host/shrink.ts';

describe('A scenario of the simulator', () => {
  const seeds = Array.from({ length: 500 }, (_, at) => at + 1);

  it('is decided by its seed alone, and survives being written down', () => {
    for (const seed of seeds.slice(0, 50)) {
      const scenario = scenarioOf(seed);

      assert.deepEqual(scenarioOf(seed), scenario);
      assert.deepEqual(JSON.parse(JSON.stringify(scenario)), scenario);
    }
    assert.notDeepEqual({ ...scenarioOf(1), seed: 2 }, scenarioOf(2));
  });

  it('has every kind of trouble within a few hundred seeds', () => {
    const scenarios = seeds.map(scenarioOf);
    const kinds = new Set([
      ...scenarios.flatMap(({ faults }) => faults.map(({ fault }) => fault)),
      ...scenarios.flatMap(({ restoreFaults }) => restoreFaults.map(({ fault }) => `restore: ${fault}`)),
      ...scenarios.flatMap(({ outages }) => outages.map(({ of }) => of)),
      ...scenarios.flatMap(({ deeds }) => deeds.map((deed) => deed.do)),
    ]);

    assert.includeMembers(
      [...kinds],
      ['crash before', 'crash after', 'lose before', 'lose after', 'throttle', 'server error', 'conflict', 'stall'],
    );
    assert.includeMembers([...kinds], ['restore: crash before', 'restore: crash after', 'restore: conflict']);
    assert.includeMembers(
      [...kinds],
      ['slack', 'mend permissions', 'read permissions', 'gate', 'ledger', 'queue', 'topic'],
    );
    assert.includeMembers([...kinds], ['open', 'close', 'delete group', 'make public', 'jump clocks', 'set gate']);
    for (const flag of ['overlap', 'fastPath', 'reorder', 'gateOpen'] as const) {
      assert.sameMembers([...new Set(scenarios.map((scenario) => scenario[flag]))], [true, false], flag);
    }
    assert.sameMembers([...new Set(scenarios.map(({ net }) => net))], [...nets]);
  });

  it('has people open the account in one of twenty seeds in which it may be mended, with and without the word that it may', () => {
    const opened = seeds
      .map(scenarioOf)
      .filter(({ gateOpen, rules }) => gateOpen && rules.includes(accountRule))
      .filter(({ deeds }) => deeds.some((deed) => deed.do === 'open account'));

    assert.isAbove(opened.length, seeds.length / 20);
    assert.sameMembers([...new Set(opened.map(({ publicBuckets }) => publicBuckets))], ['none', 'unproven']);
  });

  it('has its trouble in the time of trouble, in order', () => {
    for (const { deeds, troubleMs } of seeds.map(scenarioOf)) {
      const times = deeds.map(({ at }) => at);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.isBelow(Math.max(0, ...times), troubleMs);
    }
  });
});

describe('The numbers of a seed', () => {
  it('are spread evenly enough', () => {
    const random = createRandom(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let at = 0; at < 10_000; at += 1) {
      const drawn = random.below(10);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }

    for (const count of counts) assert.closeTo(count, 1000, 150);
  });
});

describe('Shrinking a scenario', () => {
  const scenario = scenarioOf(60);

  it('takes away one thing at a time', () => {
    const size = (one: object): number => JSON.stringify(one).length;

    const smaller = reductions(scenario);

    assert.isNotEmpty(smaller);
    for (const candidate of smaller) assert.notDeepEqual(candidate, scenario);
    assert.isTrue(smaller.some((candidate) => size(candidate) < size(scenario)));
  });

  it('keeps what it breaks by, and nothing that can be done without', async () => {
    const crash = { call: 12, fault: 'crash after' } as const;
    const broken = { ...scenarioOf(3), faults: [{ call: 1, fault: 'throttle' } as const, crash], overlap: true };

    const smallest = await shrink(broken, ({ faults }) => Promise.resolve(faults.some(({ call }) => call === 12)));

    assert.deepEqual(smallest.faults, [crash]);
    assert.deepEqual([smallest.deeds, smallest.outages, smallest.buckets], [[], [], []]);
    assert.isFalse(smallest.overlap);
    assert.equal(smallest.seed, 3);
  });
});
