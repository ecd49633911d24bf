import { assert } from 'chai';
import * as v from 'valibot';
import { parseParameters } from '../../rules/parameters.ts';
import { securityGroupRestrictedPorts } from '../../rules/security-group-restricted-ports.ts';
import { assertFails } from '../support/assert-fails.ts';

const rule = {
  ...securityGroupRestrictedPorts,
  parameters: { limit: { summary: 'how many', default: '7' }, mode: { summary: 'which', default: 'strict' } },
  parameterSchema: v.object({ limit: v.pipe(v.string(), v.digits(), v.transform(Number)), mode: v.string() }),
  evaluate: () => [],
};

describe('parseParameters', () => {
  for (const [given, expected] of [
    [undefined, { limit: 7, mode: 'strict' }],
    [null, { limit: 7, mode: 'strict' }],
    [{}, { limit: 7, mode: 'strict' }],
    [{ limit: '9' }, { limit: 9, mode: 'strict' }],
    [
      { limit: '9', mode: 'lax' },
      { limit: 9, mode: 'lax' },
    ],
  ] as const) {
    it(`reads ${JSON.stringify(given)}, defaults filled in`, () => {
      assert.deepEqual(parseParameters(rule, given), expected);
    });
  }

  for (const [given, text] of [
    [{ limit: 9 }, 'limit must be a string'],
    [{ limit: 'many' }, 'limit="many"'],
    [{ limits: '9' }, 'unknown parameter limits (known: limit, mode)'],
    [JSON.parse('{"constructor":"9"}'), 'unknown parameter constructor (known: limit, mode)'],
    [JSON.parse('{"__proto__":"9"}'), 'unknown parameter __proto__ (known: limit, mode)'],
    [[], 'parameters must be an object of strings'],
    ['limit', 'parameters must be an object of strings'],
    [7, 'parameters must be an object of strings'],
  ] as const) {
    it(`refuses ${JSON.stringify(given)}, naming rule and parameter`, () => {
      assertFails(() => parseParameters(rule, given), 'PARAMETER_INVALID', `${rule.id}: ${text}`);
    });
  }
});
