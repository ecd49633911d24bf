import { assert } from 'chai';
import * as fc from 'fast-check';
import { lineDiff } from '../../cli/line-diff.ts';

const written = (before: readonly string[], after: readonly string[]) =>
  lineDiff(before, after).map(({ sign, text }) => `${sign}${text}`);

describe('lineDiff', () => {
  for (const [what, before, after, lines] of [
    ['nothing', [], [], []],
    ['all that comes', [], ['a'], ['+a']],
    ['all that goes', ['a'], [], ['-a']],
    ['a line in the middle', ['a', 'b', 'c'], ['a', 'x', 'c'], [' a', '-b', '+x', ' c']],
    ['lines that stay between others', ['a', 'k', 'b'], ['x', 'k', 'y'], ['-a', '+x', ' k', '-b', '+y']],
    ['a repeated line once', ['a', 'a'], ['a'], [' a', '-a']],
  ] as const) {
    it(`shows ${what}`, () => {
      assert.deepEqual(written(before, after), [...lines]);
    });
  }

  it('leads from one to the other, with as many lines kept as there can be', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = lineDiff(before, after);

        assert.deepEqual(textsOf(diff, '+'), before);
        assert.deepEqual(textsOf(diff, '-'), after);
        assert.lengthOf(
          diff.filter(({ sign }) => sign === ' '),
          commonLength(before, after),
        );
      }),
    );
  });

  it('shows lists too long to compare as gone and come, and what they share at their ends as kept', () => {
    const before = ['same', ...Array.from({ length: 3000 }, (_, at) => `old ${at}`)];
    const after = ['same', ...Array.from({ length: 3000 }, (_, at) => `new ${at}`)];

    const diff = lineDiff(before, after);

    assert.deepEqual(textsOf(diff, '+'), before);
    assert.deepEqual(
      diff.filter(({ sign }) => sign === ' '),
      [{ sign: ' ', text: 'same' }],
    );
  });
});

function textsOf(diff: ReturnType<typeof lineDiff>, without: '-' | '+'): string[] {
  return diff.filter(({ sign }) => sign !== without).map(({ text }) => text);
}

/** By trying every choice. */
function commonLength([first, ...before]: readonly string[], after: readonly string[]): number {
  if (first === undefined) return 0;
  const at = after.indexOf(first);
  const skipped = commonLength(before, after);
  return at < 0 ? skipped : Math.max(skipped, 1 + commonLength(before, after.slice(at + 1)));
}
