import { assert } from 'chai';
import { allowedFor, growthIn, type Judged, type SoakSample, trendsOf } from '../../bench/soak-growth.ts';

describe('the judgement of a soak', () => {
  const sample = (seconds: number, changed: Partial<SoakSample> = {}): SoakSample => ({
    seconds,
    environments: 4,
    functionsMegabytes: 80,
    accountMegabytes: 100 + seconds,
    residentMegabytes: 400,
    handles: 60,
    accountHandles: 40,
    p50Seconds: 0.05,
    p95Seconds: 1,
    stateKilobytes: 1000,
    behind: 0,
    queued: 0,
    busy: 0.5,
    processors: 0.8,
    ...changed,
  });
  const moments = Array.from({ length: 20 }, (_, index) => index * 10);

  for (const [what, changed, expected] of [
    ['what only the account keeps', () => ({}), []],
    [
      "an environment's heap",
      (moment: number) => ({ functionsMegabytes: 80 + moment / 5 }),
      ["an environment's heap grew by 9.50 MB"],
    ],
    [
      "an environment's handles",
      (moment: number) => ({ handles: 60 + moment }),
      ["an environment's handles grew by 47.50"],
    ],
    [
      "the account's handles, with those of its environments as ever",
      (moment: number) => ({ accountHandles: 40 + moment }),
      ["the account's handles for an environment grew by 47.50"],
    ],
    [
      'environments that are one more from the middle on, as it was needed at once',
      (moment: number) => ({
        environments: moment < 100 ? 4 : 5,
        functionsMegabytes: moment < 100 ? 80 : 100,
        handles: moment < 100 ? 60 : 75,
        accountHandles: moment < 100 ? 40 : 50,
      }),
      [],
    ],
    [
      'environments that become more and more, each as large as ever',
      (moment: number) => {
        const environments = 4 + Math.floor(moment / 50);
        const handles = { handles: environments * 15, accountHandles: environments * 10 };
        return { environments, functionsMegabytes: environments * 20, ...handles };
      },
      ['the number of environments grew by 3.57'],
    ],
    ['changes that wait, within those of a second', (moment: number) => ({ behind: moment / 4 }), []],
    [
      'changes that wait, beyond them',
      (moment: number) => ({ behind: moment }),
      ['the number of changes that are due and not answered grew by 190.00'],
    ],
    [
      'the latency',
      (moment: number) => ({ p95Seconds: 1 + moment / 100 }),
      ['the p95 from event to mended grew by 1.90 s'],
    ],
    [
      'the state that is read and written with every mend',
      (moment: number) => ({ stateKilobytes: 1000 + moment }),
      ['the state of the safeguards grew by 190.00 KB'],
    ],
    [
      'the middle latency alone',
      (moment: number) => ({ p50Seconds: 0.05 + moment / 2000 }),
      ['the p50 from event to mended grew by 0.10 s'],
    ],
    ['a latency that is short', (moment: number) => ({ p95Seconds: 0.1 + moment / 1400 }), []],
    [
      'a latency that is short, beyond what is let pass',
      (moment: number) => ({ p95Seconds: 0.1 + moment / 1000 }),
      ['the p95 from event to mended grew by 0.19 s'],
    ],
    [
      'a latency that is not known now and then',
      (moment: number) => ({ p95Seconds: moment % 20 === 0 ? Number.NaN : 1 }),
      [],
    ],
  ] as const) {
    it(`sees ${expected.length === 0 ? 'no ' : ''}growth of ${what}`, () => {
      const trends = trendsOf(moments.map((moment) => sample(moment, changed(moment))));

      assert.deepEqual(growthIn(trends, 50), { grown: [...expected], inconclusive: [] });
    });
  }
});

describe('a soak that cannot tell', () => {
  it('says of which series, and how much it may be wrong by', () => {
    const trend = (growth: number, standardError: number) => ({ mean: 10, growth, standardError });
    const judged = growthIn(
      {
        functions: trend(0.5, 0.1),
        handles: trend(0.2, 5),
        accountHandles: trend(0, 0),
        environments: trend(0, 0),
        median: trend(0, 0),
        latency: trend(9, 0.1),
        state: trend(0, 0),
        behind: trend(0, 1),
      },
      50,
    );

    assert.deepEqual(judged, {
      grown: ['the p95 from event to mended grew by 9.00 s'],
      inconclusive: ["an environment's handles grew by 0.20 ± 10.00"],
    });
  });
});

describe('what a soak lets its series grow by', () => {
  const leeways = {
    functions: 1,
    handles: 2,
    accountHandles: 2,
    environments: 1.5,
    median: 0.05,
    latency: 0.15,
    state: 0,
    behind: 50,
  } as const satisfies Record<Judged, number>;

  for (const [of, leeway] of Object.entries(leeways) as [Judged, number][]) {
    it(`is a tenth of the mean, or of ${of} ${leeway} where that is more`, () => {
      const allowed = (mean: number): number => allowedFor(of, { mean, growth: 0, standardError: 0 }, 50);

      assert.equal(allowed(1000), 100);
      assert.equal(allowed(0.1), Math.max(leeway, 0.1 * 0.1));
    });
  }
});
