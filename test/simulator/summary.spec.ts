import { assert } from 'chai';
import { keptNameOf, summaryOf, tooFewOf } from '../../simulator/summary.ts';
import { noTotals } from '../../simulator/totals.ts';

describe('The result of a run of the simulator', () => {
  it('is kept for the documents only where it is of enough seeds', () => {
    assert.deepEqual(
      [1, 999, 1000, 9_999, 10_000].map((seeds) => keptNameOf(seeds, false)),
      [undefined, undefined, 'simulation', 'simulation', 'simulation-long'],
    );
    assert.deepEqual(
      [1, 792].map((seeds) => keptNameOf(seeds, true)),
      [undefined, 'simulation-each-call'],
    );
  });

  it('is a failure where time was up before enough seeds', () => {
    assert.isUndefined(tooFewOf(1000, 1000));
    assert.isUndefined(tooFewOf(0, 0));
    assert.match(tooFewOf(999, 1000) ?? '', /Only 999 seeds were tried, and --at-least asks for 1,000/);
  });

  it('has a row for each kind of fault, the most frequent first', () => {
    const totals = { ...noTotals, seeds: 3, faults: { stall: 2, throttle: 1_200 }, happened: { 'deed: open': 4 } };

    const lines = summaryOf({ totals, seconds: 1, failures: [] }, 4).split('\n');

    assert.include(lines.join('\n'), '3 of 4');
    const from = lines.findIndex((line) => line.startsWith('faults that struck'));
    assert.deepEqual(
      lines.slice(from, from + 5).map((line) => line.trim().split(/\s{2,}/)),
      [
        ['faults that struck', '1,202'],
        ['throttle', '1,200'],
        ['stall', '2'],
        ['what else happened to it', '4'],
        ['deed: open', '4'],
      ],
    );
  });
});
