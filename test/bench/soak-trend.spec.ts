import { assert } from 'chai';
import * as fc from 'fast-check';
import { quantile, type Samples, trendOf, verdictOn } from '../../bench/soak-trend.ts';

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
    ['a steady value', [80, 80, 80, 80], 0, 'steady'],
    ['a rise within a tenth of the mean', [80, 81, 82, 83], 0, 'steady'],
    ['a rise beyond it', [80, 90, 100, 110], 0, 'grows'],
    ['a rise beyond it, but within the leeway', [1, 1.1, 1.2, 1.3], 0.5, 'steady'],
    ['a fall', [110, 100, 90, 80], 0, 'steady'],
    ['a fall that scatters, and is surely none the less', [200, 120, 170, 60, 110, 20, 60], 0, 'steady'],
    ['scatter without a direction', [80, 130, 70, 125, 75, 120, 85], 0, 'inconclusive'],
    ['the same scatter, within the leeway', [80, 130, 70, 125, 75, 120, 85], 100, 'steady'],
    ['a rise that the scatter would hide', [80, 140, 90, 150, 100, 160, 110], 0, 'inconclusive'],
    ['scatter around a rise', [80, 95, 85, 110, 100, 125, 115, 140], 0, 'grows'],
    ['too few samples to say', [80, 160], 0, 'inconclusive'],
    ['nothing', [], 0, 'inconclusive'],
  ] as const) {
    it(`is ${expected} of ${what}`, () => {
      const trend = trendOf(every10(values));

      assert.equal(verdictOn(trend, leeway), expected);
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
