import { assert } from 'chai';
import { evaluateData } from '../../../local/terraform/evaluate.ts';
import { plain } from '../../../local/terraform/value.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

describe('Functions of the Terraform language', () => {
  const table: readonly [call: string, value: unknown][] = [
    ['jsonencode({b = 1, a = ["x", null, true]})', '{"a":["x",null,true],"b":1}'],
    ['jsonencode("<a & b>")', '"\\u003ca \\u0026 b\\u003e"'],
    ['jsonencode(toset(["b", "a"]))', '["a","b"]'],
    ['jsondecode("{\\"a\\": [1]}")', { a: [1] }],
    ['lookup({a = 1}, "a", 2)', 1],
    ['lookup({a = 1}, "b", 2)', 2],
    ['lookup({a = 1}, "b", {})', {}],
    ['lookup({a = null}, "a", 2)', null],
    ['contains(["a", "b"], "b")', true],
    ['contains([30, 90], 60)', false],
    ['contains(toset(["a"]), "a")', true],
    ['keys({b = 1, a = 2})', ['a', 'b']],
    ['values({b = 1, a = 2})', [2, 1]],
    ['merge({a = 1, b = 1}, null, {b = 2})', { a: 1, b: 2 }],
    ['merge()', {}],
    ['concat(["a"], [], ["b", "a"])', ['a', 'b', 'a']],
    ['toset(["b", "a", "b"])', ['a', 'b']],
    ['lower("ABC")', 'abc'],
    ['upper("abc")', 'ABC'],
    ['replace("A_B_C", "_", "-")', 'A-B-C'],
    ['replace("a.b", ".", "$1")', 'a$1b'],
    ['replace("a1b22", "/[0-9]+/", "#")', 'a#b#'],
    ['replace("a1", "/([a-z])([0-9])/", "$2$1")', '1a'],
    ['trimprefix("/a/b", "/")', 'a/b'],
    ['trimprefix("a/b", "/")', 'a/b'],
    ['join(", ", ["a", 1, true])', 'a, 1, true'],
    ['join("-", [])', ''],
    ['join("-", ["a"], toset(["c", "b"]))', 'a-b-c'],
    ['format("%s is %d of %v, %q, 100%%", "a", 2, [1], "q")', 'a is 2 of [1], "q", 100%'],
    ['length("äöü")', 3],
    ['length([1, 2])', 2],
    ['length({a = 1})', 1],
    ['length(toset(["a", "a"]))', 1],
    ['alltrue([])', true],
    ['alltrue([true, "true"])', true],
    ['alltrue([true, false])', false],
    ['alltrue([true, null])', false],
    ['anytrue([false, true])', true],
    ['anytrue([])', false],
    ['coalesce(null, "", "a", "b")', 'a'],
    ['coalesce("", 0)', 0],
    ['regex("[a-z]+", "12ab34")', 'ab'],
    ['regex("([a-z])([0-9])", "a1")', ['a', '1']],
    ['regex("(?P<letter>[a-z])", "1a")', { letter: 'a' }],
    ['regex("(?i)ABC", "xabc")', 'abc'],
    ['can(regex("^/?[A-Za-z0-9_./-]+$", "/a/b"))', true],
    ['try(1, 2)', 1],
  ];
  for (const [call, value] of table) {
    it(`${call} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(plain(evaluateData(`\${${call}}`, {})), value);
    });
  }

  const refused: readonly [call: string, says: string][] = [
    ['jsondecode("{")', 'not JSON'],
    ['jsondecode(1)', 'a string is needed'],
    ['lookup({}, "a")', 'there is no a in {}'],
    ['lookup(["a"], "a", 1)', 'a map is needed'],
    ['lookup({})', '2 arguments are needed, not 1'],
    ['contains("abc", "b")', 'a list or set is needed'],
    ['keys(["a"])', 'a map is needed'],
    ['merge({}, "a")', 'a map is needed'],
    ['toset([{}])', 'a object cannot be a member of a set'],
    ['join(",", [{}])', 'cannot be written into a string'],
    ['length(1)', 'a number has none'],
    ['alltrue(["x"])', 'a bool is needed'],
    ['coalesce(null, "")', 'no argument is other than null'],
    ['regex("a", "b")', 'a is not found in b'],
    ['regex("(", "b")', 'is not understood'],
    ['format("%s")', 'more verbs than values'],
    ['format("x", 1)', 'more values than verbs'],
    ['format("%x", 1)', 'the verb %x is not known'],
    ['lower([])', 'cannot be written into a string'],
  ];
  for (const [call, says] of refused) {
    it(`${call} is refused`, async () => {
      await assertTemplateError(() => evaluateData(`\${${call}}`, {}), says);
    });
  }
});
