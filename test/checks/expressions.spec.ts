import { assert } from 'chai';
import { asJson, replaceExpressions } from '../../checks/expressions.ts';

describe('expressions in a text', () => {
  for (const [text, replaced] of [
    ['plain { } text', 'plain { } text'],
    ['${var.a}', '<${var.a}>'],
    ['a ${var.a} b ${var.b}', 'a <${var.a}> b <${var.b}>'],
    ['${jsonencode({a = {b = 1}})}-x', '<${jsonencode({a = {b = 1}})}>-x'],
    ['$${not.one} ${one}', '$${not.one} <${one}>'],
    ['${never.closed', '<${never.closed>'],
    ['', ''],
  ] as const) {
    it(`are found in ${JSON.stringify(text)}`, () => {
      assert.equal(
        replaceExpressions(text, (expression) => `<${expression}>`),
        replaced,
      );
    });
  }

  it('lose nothing of JSON that has their quotes unescaped', () => {
    const json = asJson('{"a":"${join("-", ["x", "y"])}","b":[1]}');

    assert.deepEqual(JSON.parse(json), { a: '${join("-", ["x", "y"])}', b: [1] });
  });

  it('become strings where they stand for a value', () => {
    const json = asJson('{"a \\" b":${jsonencode(["x"])},"c":"${var.c}","d":[${jsonencode({})}]}');

    assert.deepEqual(JSON.parse(json), { 'a " b': '${jsonencode(["x"])}', c: '${var.c}', d: ['${jsonencode({})}'] });
  });
});
