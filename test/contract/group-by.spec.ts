import { assert } from 'chai';
import { groupBy } from '../../contract/group-by.ts';

describe('Items grouped by a key', () => {
  it('keep their order, and the keys that in which they first appear', () => {
    const groups = groupBy(['bee', 'ant', 'bat', 'ape'], (word) => word[0]);

    assert.deepEqual(
      [...groups],
      [
        ['b', ['bee', 'bat']],
        ['a', ['ant', 'ape']],
      ],
    );
    assert.deepEqual([...groupBy([], String)], []);
  });
});
