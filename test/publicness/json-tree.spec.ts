import { assert } from 'chai';
import * as fc from 'fast-check';
import { type JsonNode, memberOf, parseJsonTree, repeatedKey } from '../../publicness/json-tree.ts';

function valueOf(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.elements.map(valueOf);
  return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
}

function everyNode(node: JsonNode): JsonNode[] {
  if (node.kind === 'scalar') return [node];
  const children = node.kind === 'array' ? node.elements : node.members.map(({ value }) => value);
  return [node, ...children.flatMap(everyNode)];
}

describe('parseJsonTree', () => {
  it('reads what JSON.parse reads, and each span is the text of its value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', ' \n'), (value, indent) => {
        const text = ` ${JSON.stringify(value, null, indent)}\r\n`;

        const tree = parseJsonTree(text);

        assert.isNotNull(tree);
        if (tree === null) return;
        assert.deepEqual(valueOf(tree), JSON.parse(text));
        for (const node of everyNode(tree)) {
          assert.deepEqual(JSON.parse(text.slice(node.start, node.end)), valueOf(node));
        }
      }),
    );
  });

  it('is not confused by brackets, commas and quotes inside strings', () => {
    const text = String.raw`{"a{,": "}\"],", "\u0062" :[ "\\" , "[\"" ]}`;

    const tree = parseJsonTree(text);

    assert.deepEqual(tree && valueOf(tree), { 'a{,': '}"],', b: ['\\', '["'] });
  });

  it('gives a member from its key to the end of its value', () => {
    const text = '{ "Sid" : "x" , "Effect":"Allow" }';

    const member = memberOf(parseJsonTree(text) ?? undefined, 'Sid');

    assert.equal(member && text.slice(member.start, member.end), '"Sid" : "x"');
  });

  it('gives the member of the key that is asked for, and none of what is no object', () => {
    const tree = parseJsonTree('{"a":[1],"b":"x"}') ?? undefined;
    const list = memberOf(tree, 'a')?.value;
    const text = memberOf(tree, 'b')?.value;

    assert.deepEqual([list?.kind, text?.kind], ['array', 'scalar']);
    for (const node of [tree, list, text, undefined]) assert.isUndefined(memberOf(node, 'length'));
  });

  for (const text of ['', '{', '{"a":1,}', "{'a':1}", '{"a":1} x', 'undefined']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.isNull(parseJsonTree(text));
    });
  }

  it('refuses what nests too deeply instead of exhausting the stack', () => {
    const nested = (deep: number) => `${'['.repeat(deep)}${']'.repeat(deep)}`;
    const objects = (deep: number) => `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`;

    assert.isNotNull(parseJsonTree(nested(65)));
    assert.isNull(parseJsonTree(nested(66)));
    assert.isNotNull(parseJsonTree(objects(64)));
    assert.isNull(parseJsonTree(objects(65)));
    assert.isNull(parseJsonTree(`${'['.repeat(50_000)}${']'.repeat(50_000)}`));
  });
});

describe('repeatedKey', () => {
  const cases: [string, string | undefined][] = [
    ['{"a":1,"b":{"a":2}}', undefined],
    ['{"a":1,"a":1}', 'a'],
    [String.raw`{"Effect":"Deny","\u0045ffect":"Allow"}`, 'Effect'],
    ['[{"x":[{"b":1,"c":2,"b":3}]}]', 'b'],
    ['[{"a":1},{"b":1,"b":2}]', 'b'],
    ['{"x":{"a":1},"y":{"b":1,"b":2}}', 'b'],
    ['"a"', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`finds ${expected ?? 'none'} in ${text}`, () => {
      const tree = parseJsonTree(text);

      assert.equal(tree ? repeatedKey(tree) : 'not JSON', expected);
    });
  }
});
