import { assert } from 'chai';
import { soakReport } from '../../bench/soak-report.ts';

describe('the report of a soak', () => {
  const trend = (mean: number) => ({ mean, growth: 0.01, standardError: 0.02 });
  const { rows, record } = soakReport({
    minutes: 10,
    rateAsked: 50,
    rate: 49.9,
    events: 30_000,
    groups: 300,
    opened: 6000,
    mends: 6000,
    overtaken: 0,
    p50Seconds: 0.05,
    p95Seconds: 0.2,
    longestSeconds: 0.8,
    besideSamples: 346,
    trends: {
      functions: trend(12.5),
      handles: trend(10),
      accountHandles: trend(7),
      environments: trend(8),
      median: trend(0.05),
      latency: trend(2),
      state: trend(1200),
      behind: trend(3),
      account: trend(200),
    },
    environments: 9,
    busy: 0.5,
    processors: 1.4,
    lost: 0,
    samples: [],
    problems: [],
    inconclusive: [],
  });

  for (const [of, aim] of [
    ['  per second', '50.0, at least 95 % of it'],
    ['  growth of the p50', 'no sure growth above 0.05 s'],
    ['  growth of the p95', 'no sure growth above 0.20 s'],
    ['  growth of the changes that are due and not answered', 'no sure growth above 50.00'],
    ['  growth of the state of the safeguards', 'no sure growth above 120.00 KB'],
    ['  growth of their number', 'no sure growth above 1.50'],
    ['  growth of living objects in one of them', 'no sure growth above 1.25 MB'],
    ['  growth of open handles of one of them', 'no sure growth above 2.00'],
    ["  growth of the account's open handles for one of them", 'no sure growth above 2.00'],
    ['  growth of what the local account keeps', ''],
  ] as const) {
    it(`has the bound that was applied as the aim of '${of.trim()}'`, () => {
      assert.equal(rows.find(([what]) => what === of)?.[2], aim);
    });
  }

  it('says of a growth how much it may be wrong by, as it is judged', () => {
    const [, shown] = rows.find(([what]) => what === '  growth of the p95') ?? [];
    assert.equal(shown, '0.01 ± 0.04 of 2.00 s');
  });

  it('records how many environments there were at most, and the growth of each series', () => {
    assert.deepInclude(record['soak'], {
      environments: 9,
      environmentsGrowth: 0.01,
      behind: 3,
      behindGrowth: 0.01,
      heapGrowth: 0.01,
      handlesGrowth: 0.01,
      accountHandlesGrowth: 0.01,
      medianGrowth: 0.01,
      stateGrowth: 0.01,
      latencyGrowth: 0.01,
      latencyGrowthError: 0.02,
    });
  });
});
