import { assert } from 'chai';
import { boundaries, fullRuns, tooLittle } from './support/boundaries.ts';

const whole = boundaries.map((boundary) => ({ boundary, inputs: fullRuns, seconds: 1 }));

describe('a whole run of the fuzzers', () => {
  it('has tried each boundary ten thousand times, or more', () => {
    assert.deepEqual(tooLittle(whole), []);
    assert.deepEqual(tooLittle(whole.map((one) => ({ ...one, inputs: fullRuns + 1 }))), []);
  });

  it('is not one that left a boundary out', () => {
    assert.deepEqual(tooLittle(whole.slice(1)), [`${boundaries[0]}: 0 of 10000 inputs`]);
    assert.lengthOf(tooLittle([]), boundaries.length);
  });

  it('is not one that tried a boundary too little', () => {
    const [first, ...others] = whole;
    if (first === undefined) assert.fail('there are boundaries');

    assert.deepEqual(tooLittle([...others, { ...first, inputs: fullRuns - 1 }]), [
      `${boundaries[0]}: 9999 of 10000 inputs`,
    ]);
  });
});
