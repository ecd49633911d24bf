import { assert } from 'chai';
import { assertLinear } from './support/cost.ts';

/** What is added up is looked at, so that no compiler leaves it out. */
function stepsOf(count: number): number {
  let sum = 0;
  for (let step = 0; step < count; step++) sum += (sum ^ step) & 7;
  return sum;
}

const told = async (run: (size: number) => unknown, mostMs = 2000): Promise<string> => {
  try {
    await assertLinear((size) => size, 2000, run, mostMs);
    return '';
  } catch (error) {
    assert.instanceOf(error, Error);
    return error.message;
  }
};

describe('What an input of hostile size costs', () => {
  it('is told to grow too fast where it grows with the square', async () => {
    assert.match(
      await told((size) => stepsOf(4 * size * size)),
      /^the cost grows faster than the input: .* for 500, .* for 4000$/,
    );
  });

  it('may grow in proportion', async () => {
    assert.equal(await told((size) => stepsOf(5000 * size)), '');
  });

  it('is too much where it is, however it grows', async () => {
    assert.match(await told((size) => stepsOf(40_000 * size), 16), /for 4000: expected .* to be at most 16$/);
  });
});
