import { assert } from 'chai';
import { parsePattern } from '../../../local/events/pattern.ts';

const event = {
  source: 'aws.config',
  'detail-type': 'Config Rules Compliance Change',
  resources: ['arn:one', 'arn:two'],
  detail: { count: 3, text: '3', flag: true, nothing: null, nested: { name: 'alpha' }, list: [{ a: 1 }, { a: 2 }] },
};

describe('EventBridge patterns', () => {
  const matching: { name: string; pattern: object; matches: boolean }[] = [
    { name: 'an exact value', pattern: { source: ['aws.config'] }, matches: true },
    { name: 'one of several values', pattern: { source: ['aws.s3', 'aws.config'] }, matches: true },
    { name: 'another value', pattern: { source: ['aws.s3'] }, matches: false },
    { name: 'all fields, not some', pattern: { source: ['aws.config'], detail: { count: [4] } }, matches: false },
    { name: 'a nested field', pattern: { detail: { nested: { name: ['alpha'] } } }, matches: true },
    { name: 'a field that is not there', pattern: { detail: { absent: ['x'] } }, matches: false },
    { name: 'a number by its type', pattern: { detail: { text: [3] } }, matches: false },
    { name: 'true and null', pattern: { detail: { flag: [true], nothing: [null] } }, matches: true },
    { name: 'an element of a list', pattern: { resources: ['arn:two'] }, matches: true },
    { name: 'an object in a list', pattern: { detail: { list: { a: [2] } } }, matches: true },
    { name: 'a prefix', pattern: { source: [{ prefix: 'aws.' }] }, matches: true },
    { name: 'a prefix that is not there', pattern: { source: [{ prefix: 'aws.s3' }] }, matches: false },
    { name: 'anything but a string', pattern: { source: [{ 'anything-but': 'aws.s3' }] }, matches: true },
    { name: 'anything but a list', pattern: { detail: { count: [{ 'anything-but': [1, 3] }] } }, matches: false },
    { name: 'anything but a prefix', pattern: { source: [{ 'anything-but': { prefix: 'aws' } }] }, matches: false },
    {
      name: 'anything but, of an absent field',
      pattern: { detail: { absent: [{ 'anything-but': 'x' }] } },
      matches: false,
    },
    { name: 'a leaf that exists', pattern: { detail: { count: [{ exists: true }] } }, matches: true },
    { name: 'a leaf that does not exist', pattern: { detail: { errorCode: [{ exists: false }] } }, matches: true },
    { name: 'exists false where it does exist', pattern: { detail: { count: [{ exists: false }] } }, matches: false },
    { name: 'exists true on an object', pattern: { detail: { nested: [{ exists: true }] } }, matches: false },
    { name: 'exists false below an absent object', pattern: { absent: { inner: [{ exists: false }] } }, matches: true },
    { name: 'a numeric range', pattern: { detail: { count: [{ numeric: ['>', 2, '<=', 3] }] } }, matches: true },
    { name: 'a numeric range beyond', pattern: { detail: { count: [{ numeric: ['>', 3] }] } }, matches: false },
    { name: 'numeric on a string', pattern: { detail: { text: [{ numeric: ['=', 3] }] } }, matches: false },
  ];
  for (const { name, pattern, matches } of matching) {
    it(`${matches ? 'matches' : 'does not match'} ${name}`, () => {
      assert.equal(parsePattern(JSON.stringify(pattern))(event), matches);
    });
  }

  for (const { name, pattern, reason } of [
    { name: 'text that is not JSON', pattern: '{', reason: /not JSON/ },
    { name: 'a pattern that is no object', pattern: '[]', reason: /not an object/ },
    { name: 'an empty pattern', pattern: '{}', reason: /Empty objects/ },
    { name: 'a bare value', pattern: '{"source":"aws.s3"}', reason: /"source" must be an object or an array/ },
    { name: 'an empty list', pattern: '{"source":[]}', reason: /Empty arrays/ },
    { name: 'an operator unknown here', pattern: '{"source":[{"suffix":"x"}]}', reason: /match type suffix/ },
    { name: 'two operators in one', pattern: '{"source":[{"prefix":"x","exists":true}]}', reason: /Only one key/ },
    { name: 'exists without a boolean', pattern: '{"source":[{"exists":"yes"}]}', reason: /true or false/ },
    { name: 'a prefix that is no string', pattern: '{"source":[{"prefix":1}]}', reason: /must be a string/ },
    {
      name: 'anything-but an object unknown here',
      pattern: '{"a":[{"anything-but":{"suffix":"x"}}]}',
      reason: /anything-but/,
    },
    { name: 'anything-but nothing', pattern: '{"a":[{"anything-but":[]}]}', reason: /anything-but list/ },
    { name: 'half a comparison', pattern: '{"a":[{"numeric":[">"]}]}', reason: /one or two comparisons/ },
    { name: 'a comparison unknown', pattern: '{"a":[{"numeric":["!=",1]}]}', reason: /range operator/ },
  ]) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parsePattern(pattern), reason);
    });
  }
});
