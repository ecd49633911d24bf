import { assert } from 'chai';
import { diffGroups } from '../../notifier/diff-groups.ts';

describe('diffGroups', () => {
  const cases: [string, string[], string[], [string[], string[], string[]]][] = [
    ['nothing', [], [], [[], [], []]],
    ['only removals', ['a', 'b'], [], [['a', 'b'], [], []]],
    ['only additions', [], ['a', 'b'], [[], ['a', 'b'], []]],
    ['what stays', ['a', 'b', 'c'], ['a', 'x', 'c'], [['b'], ['x'], ['a', 'c']]],
    ['a line that loses one of its two places', ['a', 'a'], ['a'], [['a'], [], ['a']]],
    ['a line that gains a second place', ['a'], ['a', 'b', 'a'], [[], ['b', 'a'], ['a']]],
  ];
  for (const [name, before, after, [removed, added, kept]] of cases) {
    it(`shows ${name}`, () => {
      assert.deepEqual(diffGroups(before, after), [
        { prefix: '- ', lines: removed },
        { prefix: '+ ', lines: added },
        { prefix: '  ', lines: kept, most: 5 },
      ]);
    });
  }
});
