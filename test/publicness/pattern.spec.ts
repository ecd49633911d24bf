import { assert } from 'chai';
import * as fc from 'fast-check';
import { areDisjoint, covers } from '../../publicness/pattern.ts';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 7 });
const filling = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 3 }), {
  minLength: 8,
  maxLength: 8,
});

/** One of the texts that a pattern matches. */
function textOf(given: string, fillings: readonly string[]): string {
  let at = 0;
  return given.replace(/[*?]/g, (wildcard) => {
    const text = fillings[at++] ?? '';
    return wildcard === '*' ? text : (text[0] ?? 'a');
  });
}

function matches(given: string, text: string): boolean {
  return new RegExp(`^${given.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

describe('covers', () => {
  const covered: [string, string][] = [
    ['*', ''],
    ['*', '*'],
    ['s3:*', 's3:*'],
    ['s3:*', 's3:Get*'],
    ['*', 's3:*'],
    ['**', '?*'],
    ['a?', 'a?'],
    ['a*b*c', 'aXbbc'],
    ['a*', 'a/*'],
    ['a*ab', 'a*aab'],
  ];
  for (const [outer, inner] of covered) {
    it(`knows that ${outer} covers ${inner || 'nothing'}`, () => {
      assert.isTrue(covers(outer, inner));
    });
  }

  const uncovered: [string, string][] = [
    ['', 'a'],
    ['a', ''],
    ['s3:Get*', 's3:*'],
    ['a?', 'a*'],
    ['a', 'a?'],
    ['a', '?'],
    ['a*b', 'a*'],
    ['name/*', 'name'],
  ];
  for (const [outer, inner] of uncovered) {
    it(`knows that ${outer || 'nothing'} does not cover ${inner || 'nothing'}`, () => {
      assert.isFalse(covers(outer, inner));
    });
  }

  it('is never wrong when it says yes', () => {
    fc.assert(
      fc.property(pattern, pattern, filling, (outer, inner, fillings) => {
        fc.pre(covers(outer, inner));

        assert.isTrue(matches(outer, textOf(inner, fillings)));
      }),
    );
  });

  it('knows of every text whether a pattern matches it', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    fc.assert(fc.property(pattern, text, (outer, inner) => assert.equal(covers(outer, inner), matches(outer, inner))));
  });
});

describe('areDisjoint', () => {
  const cases: [string, string, boolean][] = [
    ['arn:b', 'arn:b/*', true],
    ['arn:b/*', 'arn:b', true],
    ['arn:b*', 'arn:b/*', false],
    ['arn:b/private/*', 'arn:b/*', false],
    ['arn:other/*', 'arn:b/*', true],
    ['*', 'arn:b', false],
    ['arn:b', 'arn:b', false],
    ['arn:b', 'arn:bb', true],
    ['arn:${aws:username}', 'arn:b', false],
    ['iam:*', 's3:*', true],
  ];
  for (const [one, other, expected] of cases) {
    it(`says ${expected} of ${one} and ${other}`, () => {
      assert.equal(areDisjoint(one, other), expected);
      assert.equal(areDisjoint(other, one), expected);
    });
  }

  it('is never wrong when it says yes', () => {
    fc.assert(
      fc.property(pattern, pattern, filling, (one, other, fillings) => {
        fc.pre(areDisjoint(one, other));

        assert.isFalse(matches(one, textOf(other, fillings)));
      }),
    );
  });
});
