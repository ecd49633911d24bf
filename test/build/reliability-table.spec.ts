import { assert } from 'chai';
import * as v from 'valibot';
import { type KeptName, reliabilityTable, withReliabilityTable } from '../../build/reliability-table.ts';

const simulation = {
  seeds: 2000,
  calls: 300_725,
  mutations: 4036,
  restored: 1511,
  happened: { 'message delivered twice': 30, 'breaker tripped': 3 },
  faults: { throttle: 40, conflict: 2 },
  broken: 1,
  seconds: 100,
};
const load = { messages: 50_000, resources: 5000, lost: 0, perSecond: 95.3, peakMegabytes: 1199 };
const overlap = { coordinators: 2, resources: 400, messages: 2000, atOnce: 12, refused: 34, problems: 0 };
const soak = {
  minutes: 10,
  rate: 49.98,
  events: 30_000,
  mends: 6000,
  lost: 0,
  p95Seconds: 1.578,
  heapGrowth: -0.32,
  handlesGrowth: 0.34,
  latencyGrowth: 0.35,
};
const secondOpinion = { scenarios: 60, operationsCompared: 57, knownDifferences: 53, seconds: 90 };
const noneFailed = { scenarios: 0, randomSequences: 0, fixedSequences: 0 };

/** The rows of the table, without its head. */
const rowsOf = (kept: Record<string, unknown>): string[] => reliabilityTable(kept).split('\n').slice(2);

describe('The table of docs/reliability.md', () => {
  it('has no rows of what was never run', () => {
    assert.deepEqual(rowsOf({}), []);
  });

  const rows: readonly [name: KeptName, kept: unknown, ...rows: string[]][] = [
    [
      'simulation',
      simulation,
      '| seeds simulated | `npm run simulate` | 2,000, of which 1 broke something |',
      '| faults that struck, of 2 kinds | `npm run simulate` | 42 |',
      '| what else happened to it, of 2 kinds | `npm run simulate` | 33 |',
      '| calls of the functions | `npm run simulate` | 300,725 |',
      '| changes of resources, each checked as it was made | `npm run simulate` | 4,036 |',
      '| restores compared with the state before | `npm run simulate` | 1,511 |',
      '| seeds per second | `npm run simulate` | 20.0 |',
    ],
    [
      'simulation-each-call',
      { ...simulation, seeds: 792, broken: 0 },
      '| each failure of a call, at each call of a mend | `npm run simulate -- --each-call` | 792 runs, of which 0 broke something |',
    ],
    [
      'simulation-mutants',
      { mutants: 26, found: 25 },
      '| faults put into the product that the simulator finds | `npm run simulate -- --mutants` | 25 of 26 |',
    ],
    [
      'fuzz',
      [{ boundary: 'rule events', inputs: 10_000, seconds: 4 }],
      '| bent inputs: rule events | `npm run fuzz` | 10,000 |',
    ],
    [
      'second-opinion',
      { ...secondOpinion, randomSequences: 214, fixedSequences: 66, failed: noneFailed, findings: [] },
      '| scenarios against moto | `npm run test:moto` | 60, of which 0 failed |',
      '| random sequences, answered alike by moto and the local account | `npm run test:moto` | 214 |',
      '| fixed sequences, among them one that shows each known difference | `npm run test:moto` | 66, of which 0 failed |',
      '| operations compared | `npm run test:moto` | 57 |',
      '| known differences, each looked into | `npm run test:moto` | 53 |',
    ],
    [
      'load',
      {
        ...load,
        overlap,
        soak: { ...soak, heapGrowthError: 0.06, handlesGrowthError: null, latencyGrowthError: 0.17 },
      },
      '| instructions drained | `npm run soak` | 50,000 over 5,000 resources, 0 lost, 95 a second, at most 1,199 MB |',
      '| 2 coordinators at once | `npm run soak` | 2,000 messages about 400 resources, 12 pairs of batches at once, 34 times left to the other, 0 not mended just once |',
      '| steady stream of changes | `npm run soak` | 30,000 in 10 minutes, 50.0 a second: 6,000 mends, 0 lost, p95 1.58 s |',
      '| growth over it, of an environment | `npm run soak` | p95 0.35 ± 0.34 s, memory -0.32 ± 0.12 MB, handles 0.34 |',
    ],
    [
      'mutation',
      { safety: { killed: 592, survived: 12, score: 97.88 } },
      '| mutants of safety | `npm run mutate` | 592 killed, 12 survived: 97.9 % |',
    ],
  ];
  for (const [name, kept, ...expected] of rows) {
    it(`has the rows of ${name}`, () => {
      assert.deepEqual(rowsOf({ [name]: kept }), expected);
    });
  }

  it('calls the long run by the seeds that were asked for, or by those that it had', () => {
    const [of50] = rowsOf({ 'simulation-long': { ...simulation, seeds: 50_000 } });
    const [of100] = rowsOf({ 'simulation-long': { ...simulation, seeds: 99_000, asked: 100_000 } });

    assert.include(of50, '| `npm run simulate -- --seeds 50000 --continue` |');
    assert.include(of100, '| `npm run simulate -- --seeds 100000 --continue` |');
  });

  it('calls nothing passed or answered alike that failed', () => {
    const failed = { scenarios: 2, randomSequences: 1, fixedSequences: 3 };
    const run = { ...secondOpinion, randomSequences: 1214, fixedSequences: 66, failed };

    assert.deepEqual(rowsOf({ 'second-opinion': run }).slice(0, 3), [
      '| scenarios against moto | `npm run test:moto` | 60, of which 2 failed |',
      '| random sequences, answered alike by moto and the local account | `npm run test:moto` | 1,213 of 1,214 |',
      '| fixed sequences, among them one that shows each known difference | `npm run test:moto` | 66, of which 3 failed |',
    ]);
  });

  it('reads what earlier runs kept: a second opinion without what failed, sequences of both kinds together, a load without the others, growth without its uncertainty', () => {
    const [scenarios, sequences] = rowsOf({ 'second-opinion': { ...secondOpinion, sequences: 162 } });

    assert.equal(scenarios, '| scenarios against moto | `npm run test:moto` | 60 |');
    assert.equal(sequences, '| sequences, random and fixed | `npm run test:moto` | 162 |');
    assert.lengthOf(rowsOf({ load }), 1);
    assert.lengthOf(rowsOf({ load: { overlap } }), 1);
    assert.include(rowsOf({ load: { soak } })[1], '| p95 0.35 s, memory -0.32 MB, handles 0.34 |');
  });

  it('has every mutant that counts in the score: ended by time-out and passed by no spec too, where that was kept', () => {
    const all = { killed: 610, timeout: 8, survived: 12, noCoverage: 1, ignored: 3, score: 97.94 };
    const early = { killed: 592, survived: 12, noCoverage: 0, score: 97.88 };

    assert.deepEqual(rowsOf({ mutation: { safety: all, exposure: early } }), [
      '| mutants of safety | `npm run mutate` | 610 killed, 8 ended by time-out, 12 survived, 1 passed by no spec: 97.9 % |',
      '| mutants of exposure | `npm run mutate` | 592 killed, 12 survived, 0 passed by no spec: 97.9 % |',
    ]);
  });

  const wrong: readonly [what: string, name: KeptName, kept: unknown][] = [
    ['a count that is a text', 'simulation', { ...simulation, seeds: '2000' }],
    ['a count below 0', 'load', { ...load, lost: -1 }],
    ['an overlap without its figures', 'load', { ...load, overlap: {} }],
    ['a soak without its growth', 'load', { ...load, soak: { ...soak, heapGrowth: undefined } }],
    ['boundaries that are no list', 'fuzz', {}],
    ['a long run of no form', 'simulation-long', []],
    ['mutants that were not counted', 'mutation', { safety: {} }],
    ['time-outs that are a text', 'mutation', { safety: { killed: 1, timeout: '1', survived: 0, score: 100 } }],
    ['a second opinion without its scenarios', 'second-opinion', {}],
    ['failures that were not counted', 'second-opinion', { ...secondOpinion, failed: {} }],
  ];
  for (const [what, name, kept] of wrong) {
    it(`is not made of ${what}`, () => {
      assert.throws(() => reliabilityTable({ [name]: kept }), v.ValiError);
    });
  }

  const pageWith = (table: string): string => `a\n<!-- measured -->\n${table}\n<!-- end of measured -->\nb`;

  it('is put where the page has its place, and nowhere else', () => {
    const kept = { simulation };

    assert.equal(withReliabilityTable(pageWith('old'), kept), pageWith(reliabilityTable(kept)));
    assert.throws(() => withReliabilityTable('no place', kept), 'the page has no');
  });

  it('leaves the rows of what was not run here as the page has them, in their place', () => {
    const all = Object.fromEntries(
      rows.map(([name, kept]) => [name, kept]).concat([['simulation-long', { ...simulation, seeds: 50_000 }]]),
    );
    const page = withReliabilityTable(pageWith(''), all);

    assert.equal(withReliabilityTable(page, {}), page);
    for (const [name, kept] of Object.entries(all)) assert.equal(withReliabilityTable(page, { [name]: kept }), page);
    const fewer = withReliabilityTable(page, { simulation: { ...simulation, seeds: 1500 } });
    assert.include(fewer, '| seeds simulated | `npm run simulate` | 1,500, of which 1 broke something |');
    assert.lengthOf(fewer.split('\n'), page.split('\n').length);
  });
});
