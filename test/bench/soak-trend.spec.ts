import { assert } from 'chai';
import * as fc from 'fast-check';
import { grows, quantile, type Samples, trendOf } from '../../bench/soak-trend.ts';

describe('the trend of samples', () => {
  const every10 = (values: readonly number[]): Samples => values.map((value, at) => [at * 10, value]);

  it('is the rise of a line from the first sample to the last', () => {
    const trend = trendOf(every10([10, 12, 14, 16]));

    assert.closeTo(trend.growth, 6, 1e-9);
    assert.closeTo(trend.mean, 13, 1e-9);
    assert.closeTo(trend.standardError, 0, 1e-9);
  });

  it('is that of any line, whatever its slope', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 3, max: 40 }), (slope, count) => {
        const { growth } = trendOf(every10(Array.from({ length: count }, (_, at) => 100 + slope * at)));

        assert.closeTo(growth, slope * (count - 1), 1e-6);
      }),
    );
  });

  for (const [what, values, leeway, expected] of [
    ['a steady value', [80, 80, 80, 80], 0, false],
    ['a rise within a tenth of the mean', [80, 81, 82, 83], 0, false],
    ['a rise beyond it', [80, 90, 100, 110], 0, true],
    ['a rise beyond it, but within the leeway', [1, 1.1, 1.2, 1.3], 0.5, false],
    ['a fall', [110, 100, 90, 80], 0, false],
    ['scatter without a direction', [80, 130, 70, 125, 75, 120, 85], 0, false],
    ['scatter around a rise', [80, 95, 85, 110, 100, 125, 115, 140], 0, true],
    ['too few samples to say', [80, 160], 0, false],
    ['nothing', [], 0, false],
  ] as const) {
    it(`${expected ? 'sees' : 'sees no'} growth in ${what}`, () => {
      const trend = trendOf(every10(values));

      assert.equal(grows(trend, leeway), expected);
    });
  }

  it('gives quantiles by nearest rank', () => {
    const values = [5, 1, 4, 2, 3];

    assert.deepEqual(
      [0, 0.2, 0.5, 0.95, 1].map((share) => quantile(values, share)),
      [1, 1, 3, 5, 5],
    );
    assert.isNaN(quantile([], 0.5));
  });
});
