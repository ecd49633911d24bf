import { assert } from 'chai';
import * as fc from 'fast-check';
import { evaluateData, type Scope } from '../../../local/terraform/evaluate.ts';
import { fromJson, plain } from '../../../local/terraform/value.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

const scope: Scope = {
  var: { name: 'mend', on: true, off: false, days: 90, ids: ['a', 'b'], modes: { a: 'auto', b: 'observe' }, none: [] },
  data: { aws_partition: { here: { partition: 'aws' } } },
  each: { key: 'KEY', value: 'VALUE' },
  count: { index: 2 },
  aws_sqs_queue: { 'dead-letters': { arn: 'arn:q', url: 'http://q' } },
  aws_iam_role: { config: [{ arn: 'arn:r', tags: { team: 'x' } }], none: [] },
  aws_sns_topic: { each: { one: { arn: 'arn:t' } } },
};

describe('Expressions of a template', () => {
  const table: readonly [template: unknown, value: unknown][] = [
    // text and interpolation
    ['', ''],
    ['plain text', 'plain text'],
    ['a \\ backslash and a "quote" stay', 'a \\ backslash and a "quote" stay'],
    ['$${var.name} and %%{if}', '${var.name} and %{if}'],
    ['a lone $ or % or $5 stays', 'a lone $ or % or $5 stays'],
    ['/${var.name}-${var.days}', '/mend-90'],
    ['is ${var.on}', 'is true'],
    ['${"inner ${var.name} \\"q\\" \\n"}', 'inner mend "q" \n'],
    ['{"a":"${var.name}","b":{"c":1}}', '{"a":"mend","b":{"c":1}}'],
    // an interpolation alone keeps its type
    ['${var.on}', true],
    ['${var.days}', 90],
    ['${var.ids}', ['a', 'b']],
    ['${var.modes}', { a: 'auto', b: 'observe' }],
    ['${null}', null],
    // references
    ['${aws_sqs_queue.dead-letters.arn}', 'arn:q'],
    ['${aws_iam_role.config[0].arn}', 'arn:r'],
    ['${aws_sns_topic.each["one"].arn}', 'arn:t'],
    ['${data.aws_partition.here.partition}', 'aws'],
    ['${each.key}=${each.value}', 'KEY=VALUE'],
    ['${count.index}', 2],
    ['${var.modes["b"]}', 'observe'],
    ['${var.modes[var.ids[0]]}', 'auto'],
    // literals
    ['${1.5}', 1.5],
    ['${[1, "two", true, null,]}', [1, 'two', true, null]],
    ['${{a = 1, "b" : 2, (var.name) = 3}}', { a: 1, b: 2, mend: 3 }],
    ['${{}}', {}],
    // operators
    ['${var.on ? "ENABLED" : "DISABLED"}', 'ENABLED'],
    ['${var.off ? 1 : var.on ? 2 : 3}', 2],
    ['${!var.on}', false],
    ['${var.days >= 90 && var.days < 91}', true],
    ['${var.days > 90 || var.days <= 89}', false],
    ['${var.name == "" || var.name != "x"}', true],
    ['${1 + 2 * 3 - 4 / 2}', 5],
    ['${(1 + 2) * -3}', -9],
    ['${7 % 4}', 3],
    ['${"1" == 1}', false],
    ['${"2" > 1}', true],
    ['${[1, 2] == [1, 2]}', true],
    ['${{a = 1} == {a = 2}}', false],
    ['${var.off == false && true || false}', true],
    // for expressions
    ['${[for id in var.ids : upper(id)]}', ['A', 'B']],
    ['${[for index, id in var.ids : "${index}${id}"]}', ['0a', '1b']],
    ['${[for id, mode in var.modes : id if mode == "auto"]}', ['a']],
    ['${{for id in var.ids : id => lookup(var.modes, id) if id != "a"}}', { b: 'observe' }],
    ['${{for id, mode in var.modes : mode => id}}', { auto: 'a', observe: 'b' }],
    ['${[for one in toset(["z", "a", "z"]) : one]}', ['a', 'z']],
    ['${[for var in ["shadow"] : var]}', ['shadow']],
    // what is excused, and what is not evaluated
    ['${try(var.modes["z"], "auto")}', 'auto'],
    ['${try(var.modes.z, var.modes["y"], "last")}', 'last'],
    ['${try(aws_iam_role.none[0].arn, "")}', ''],
    ['${can(regex("^m", var.name))}', true],
    ['${can(regex("^x", var.name))}', false],
    ['${var.on ? "ok" : regex("never", "")}', 'ok'],
    // data around
    [
      { '${var.name}': ['${var.days}', 1, null, true], deep: { text: '${var.name}' } },
      { mend: [90, 1, null, true], deep: { text: 'mend' } },
    ],
  ];
  for (const [template, value] of table) {
    it(`reads ${JSON.stringify(template)} as ${JSON.stringify(value)}`, () => {
      assert.deepEqual(plain(evaluateData(template, scope)), value);
    });
  }

  const refused: readonly [template: string, says: string, isStatic: boolean][] = [
    ['${var.nane}', 'var.nane does not exist', true],
    ['${aws_sqs_queue.gone.arn}', 'aws_sqs_queue.gone does not exist', true],
    ['${aws_sqs_queue.dead-letters.arm}', 'aws_sqs_queue.dead-letters.arm does not exist', true],
    ['${aws_iam_role.config.arn}', 'aws_iam_role.config.arn does not exist: aws_iam_role.config is a list', true],
    ['${aws_iam_role.config[0].tags.none}', 'tags.none does not exist', false],
    ['${data.aws_partition.here.region}', 'data.aws_partition.here.region does not exist', true],
    ['${local.x}', 'local is not declared', true],
    ['${module.x.y}', 'module is not declared', true],
    ['${filemd5("x")}', 'the function filemd5 is not known here', true],
    ['${try(filemd5("x"), 1)}', 'the function filemd5 is not known here', true],
    ['${can(var.nane)}', 'var.nane does not exist', true],
    ['${try(aws_sqs_queue.dead-letters.arm, 1)}', 'arm does not exist', true],
    ['${toString("x")}', 'the function toString is not known here', true],
    ['${aws_iam_role.none[0].arn}', 'aws_iam_role.none[0] does not exist', false],
    ['${var.modes["z"]}', 'var.modes["z"] does not exist', false],
    ['${var.days["z"]}', 'a number has no elements', false],
    ['a ${var.ids} b', 'var.ids: a list cannot be written into a string', false],
    ['a ${null} b', 'a null cannot be written into a string', false],
    ['${var.name ? 1 : 2}', 'a bool is needed, not "mend"', false],
    ['${var.name + 1}', 'a number is needed, not "mend"', false],
    ['${1 / 0}', 'division by zero', false],
    ['${[for x in var.name : x]}', 'a list, set or map is needed', false],
    ['${{for id in ["a", "a"] : id => 1}}', 'makes the key a twice', false],
    ['${try(regex("x", "y"))}', 'none of the expressions succeeded', false],
    // Terraform itself would refuse these
    ['${trimprefix(var.name, \\"/\\")}', 'not of the Terraform language', true],
    ['${var.name', 'does not end', true],
    ['${"open}', 'does not end', true],
    ['${}', 'an expression expected before the end', true],
    ['${1 2}', 'should end before 2', true],
    ['${lookup(var.modes "a")}', ') expected before a string', true],
    ['${[for x var.ids : x]}', 'lacks its "in"', true],
    ['${var.on ? 1}', ': expected before the end', true],
    // and these are not read here
    ['%{if var.on}x%{endif}', 'template directives are not read', true],
    ['${var.ids[*]}', 'an expression expected before *', true],
    ['${var.ids.0}', 'write an index as [0]', true],
    ['${{for id in var.ids : id => id...}}', 'grouping', true],
    ['${"\\q"}', 'unknown escape', true],
  ];
  for (const [template, says, isStatic] of refused) {
    it(`refuses ${template}`, async () => {
      const error = await assertTemplateError(() => evaluateData(template, scope), says);

      assert.equal(error.static, isStatic);
    });
  }

  it('has both sides of && and || make sense, as Terraform up to 1.11 wants it', async () => {
    await assertTemplateError(() => evaluateData('${var.on || regex("x", "y") == ""}', scope), 'is not found');
  });

  it('leaves any text as it is that has no ${ and no %{', () => {
    const text = fc.string().filter((one) => !/[$%]\{/.test(one));

    fc.assert(fc.property(text, (given) => evaluateData(given, {}) === given));
  });

  it('gives back through jsondecode whatever jsonencode is given', () => {
    fc.assert(
      // JSON has no minus zero.
      fc.property(fc.jsonValue(), (data) => {
        const given = fromJson(JSON.parse(JSON.stringify(data)));
        const back = evaluateData('${jsondecode(jsonencode(var.x))}', { var: { x: given } });
        assert.deepEqual(plain(back), plain(given));
      }),
    );
  });
});
