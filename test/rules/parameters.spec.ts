import { assert } from 'chai';
import * as v from 'valibot';
import { parseParameters } from '../../rules/parameters.ts';
import type { Rule } from '../../rules/rule.ts';
import { assertFails } from '../support/assert-fails.ts';

interface Limits {
  readonly most: number;
  readonly name: string;
}

const rule: Rule<'AWS::S3::Bucket', Limits> = {
  id: 'bucket-limits',
  resourceType: 'AWS::S3::Bucket',
  severity: 'low',
  summary: 'A bucket is beyond its limits.',
  triggers: ['change'],
  iamActions: [],
  mend: { unmendedBecause: 'it only serves the tests' },
  parameters: { most: { summary: 'How many.', default: '7' }, name: { summary: 'Whose.', default: 'ours' } },
  parameterSchema: v.object({
    most: v.pipe(v.string(), v.regex(/^\d+$/, 'must be a whole number'), v.transform(Number)),
    name: v.string(),
  }),
  evaluate: () => [],
};
const bare: Rule<'AWS::S3::Bucket', Record<string, string>> = {
  ...rule,
  parameters: {},
  parameterSchema: v.record(v.string(), v.string()),
  evaluate: () => [],
};

describe('parseParameters', () => {
  const fine: [string, unknown, Limits][] = [
    ['nothing, as a rule without InputParameters gives', undefined, { most: 7, name: 'ours' }],
    ['null', null, { most: 7, name: 'ours' }],
    ['an empty object', {}, { most: 7, name: 'ours' }],
    ['one of them', { most: '9' }, { most: 9, name: 'ours' }],
    ['all of them', { most: '9', name: 'theirs' }, { most: 9, name: 'theirs' }],
  ];
  for (const [what, given, expected] of fine) {
    it(`fills in the defaults beside ${what}`, () => {
      assert.deepEqual(parseParameters(rule, given), expected);
    });
  }

  const wrong: [string, unknown, string][] = [
    ['a misspelt name, and says the known ones', { mots: '9' }, 'unknown parameter mots (known: most, name)'],
    ['a name that every object has', { toString: '9' }, 'unknown parameter toString'],
    ['a value that the schema refuses', { most: 'many' }, 'bucket-limits: most="many": must be a whole number'],
    ['an empty value, which is not the default', { most: '' }, 'most=""'],
    ['a value that is no string', { most: 9 }, 'most must be a string'],
    ['a list', ['9'], 'unknown parameter 0'],
    ['a string', '{"most":"9"}', 'object of strings'],
  ];
  for (const [what, given, text] of wrong) {
    it(`refuses ${what}`, () => {
      assertFails(() => parseParameters(rule, given), 'PARAMETER_INVALID', text);
    });
  }

  it('says that a rule has no parameters at all', () => {
    assert.deepEqual(parseParameters(bare, undefined), {});
    assertFails(() => parseParameters(bare, { most: '9' }), 'PARAMETER_INVALID', '(known: none)');
  });
});
