import { assert } from 'chai';
import { editPolicyText } from '../../remediators/policy-text.ts';

const append = '{"Sid":"New"}';
const appended = (text: string, ...removed: number[]): string | null =>
  editPolicyText(text, { remove: new Set(removed), narrow: new Map(), append });

describe('editPolicyText, appending a statement', () => {
  const cases: [string, string, string, ...number[]][] = [
    ['after the only one', '{"Statement":[{"Sid":"A"}]}', '{"Statement":[{"Sid":"A"},{"Sid":"New"}]}'],
    [
      'after the last',
      '{"Statement":[{},{"Sid":"B"}],"Id":"x"}',
      '{"Statement":[{},{"Sid":"B"},{"Sid":"New"}],"Id":"x"}',
    ],
    [
      'before the white space that ends the list',
      '{"Statement": [\n {} \n]}\n',
      '{"Statement": [\n {},{"Sid":"New"} \n]}\n',
    ],
    ['into an empty list', '{"Statement":[ ]}', '{"Statement":[{"Sid":"New"} ]}'],
    ['beside one that is not in a list', '{"Statement": {"Sid":"A"} }', '{"Statement": [{"Sid":"A"},{"Sid":"New"}] }'],
    ['in place of one that is not in a list', '{"Statement": {"Sid":"A"} }', '{"Statement": {"Sid":"New"} }', 0],
    ['in place of the only one', '{"Statement":[ {"Sid":"A"} ]}', '{"Statement":[{"Sid":"New"}  ]}', 0],
    ['in place of all', '{"Statement":[{},{}, {}]}', '{"Statement":[{"Sid":"New"} ]}', 0, 1, 2],
    [
      'after the one that stays, the last removed',
      '{"Statement":[{"a":1} , {}]}',
      '{"Statement":[{"a":1},{"Sid":"New"}  ]}',
      1,
    ],
    [
      'after the one that stays, the first removed',
      '{"Statement":[{},{"a":1}]}',
      '{"Statement":[{"a":1},{"Sid":"New"}]}',
      0,
    ],
    [
      'beside brackets and commas in strings',
      String.raw`{"Statement":[{"Sid":"}],[{\","}],"Id":"]"}`,
      String.raw`{"Statement":[{"Sid":"}],[{\","},{"Sid":"New"}],"Id":"]"}`,
    ],
  ];
  for (const [what, text, expected, ...removed] of cases) {
    it(`puts it ${what}`, () => {
      const edited = appended(text, ...removed);

      assert.equal(edited, expected);
      assert.doesNotThrow(() => JSON.parse(edited ?? ''));
    });
  }

  it('narrows another statement in the same edit', () => {
    const narrow = new Map([[0, [{ path: ['Principal', 'AWS'], values: ['*'] }]]]);

    const edited = editPolicyText('{"Statement":[{"Principal":{"AWS":["1","*"]}}]}', {
      remove: new Set(),
      narrow,
      append,
    });

    assert.equal(edited, '{"Statement":[{"Principal":{"AWS":["1"]}},{"Sid":"New"}]}');
  });

  it('refuses a text that is no policy', () => {
    assert.throws(() => appended('{"Version":"2012-10-17"}'), TypeError);
  });
});
