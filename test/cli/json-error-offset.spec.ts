import { assert } from 'chai';
import * as fc from 'fast-check';
import { jsonErrorOffset } from '../../cli/json-error-offset.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

function positionToldOf(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const told = /at position (\d+)/.exec(String(error))?.[1];
    return told === undefined ? undefined : Number(told);
  }
}

describe('jsonErrorOffset', () => {
  for (const [text, offset] of [
    ['', 0],
    ['  ', 2],
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ['[1,2', 4],
    ['[1,]', 3],
    ['[1}', 2],
    ['{"a":1]', 6],
    ['[,1]', 1],
    ['{} {}', 3],
    ['tru', 3],
    ['trUe', 2],
    ['nothing', 1],
    ['01', 1],
    ['-', 1],
    ['.5', 0],
    ['"abc', 4],
    ['"a\nb"', 2],
    ['"a\\x"', 3],
    ['"\\u12g4"', 2],
    ['\u00A0{}', 0],
    ['{"a": undefined}', 6],
    ['// comment\n{}', 0],
  ] as const) {
    it(`finds in ${JSON.stringify(text)} the error at ${offset}`, () => {
      assert.equal(jsonErrorOffset(text), offset);
    });
  }

  it('finds none in JSON, and one in all else', () => {
    const edited = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(3), fc.constantFrom('', ',', '}', ']', '"', '{', '0', ' ', 'e'))
      .map(([text, at, cut, put]) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + put + text.slice(start + cut);
      });

    fc.assert(
      fc.property(fc.oneof(fc.json(), edited), (text) => {
        assert.equal(jsonErrorOffset(text) === null, isJson(text), text);
      }),
      { numRuns: 500 },
    );
  });

  it('agrees with the positions that JSON.parse does give', () => {
    const broken = ['{"a":1,}', '[1,2', '{a:1}', '[1] x', '"abc', '{"a":"\n"}', '{"a" 1}'];

    const told = broken.flatMap((text) => {
      const position = positionToldOf(text);
      return position === undefined ? [] : [[text, position] as const];
    });

    assert.isNotEmpty(told);
    for (const [text, position] of told) assert.equal(jsonErrorOffset(text), position, text);
  });

  it('takes deep nesting and long texts', () => {
    assert.equal(jsonErrorOffset('['.repeat(200_000)), 200_000);
    assert.isNull(jsonErrorOffset(JSON.stringify('x'.repeat(2_000_000))));
  });
});
