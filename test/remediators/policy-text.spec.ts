import { assert } from 'chai';
import { editPolicyText, type PolicyEdit } from '../../remediators/policy-text.ts';

const none: PolicyEdit = { remove: new Set(), narrow: new Map() };
const removing = (...indices: number[]): PolicyEdit => ({ ...none, remove: new Set(indices) });
const narrowing = (...drops: [index: number, path: string[], ...values: string[]][]): PolicyEdit => {
  const narrow = new Map<number, { path: string[]; values: string[] }[]>();
  for (const [index, path, ...values] of drops) narrow.set(index, [...(narrow.get(index) ?? []), { path, values }]);
  return { ...none, narrow };
};

const sourceIp = ['Condition', 'IpAddress', 'aws:SourceIp'];

describe('editPolicyText', () => {
  it('gives the text back as it is if nothing is asked for', () => {
    const text = '\n{"Statement" : [ {"Sid":"A"} ]}\t';

    assert.equal(editPolicyText(text, none), text);
  });

  const removals: [string, string, PolicyEdit, string | null][] = [
    ['the first of two', '{"Statement":[{"Sid":"A"},{"Sid":"B"}]}', removing(0), '{"Statement":[{"Sid":"B"}]}'],
    ['the last of two', '{"Statement":[{"Sid":"A"},{"Sid":"B"}]}', removing(1), '{"Statement":[{"Sid":"A"}]}'],
    [
      'the middle of three',
      '{"Statement":[{"Sid":"A"},{"Sid":"B"},{}]}',
      removing(1),
      '{"Statement":[{"Sid":"A"},{}]}',
    ],
    [
      'the first and the last of three',
      '{"Statement":[{},{"Sid":"B"},{}]}',
      removing(0, 2),
      '{"Statement":[{"Sid":"B"}]}',
    ],
    ['the last two of three', '{"Statement":[{"Sid":"A"},{},{}]}', removing(1, 2), '{"Statement":[{"Sid":"A"}]}'],
    [
      'with white space around it',
      '{"Statement": [ {"a":1} , {"b":2} ,\n {} ]}',
      removing(1),
      '{"Statement": [ {"a":1} ,  \n {} ]}',
    ],
    [
      'the last with white space around it',
      '{"Statement":[ {"a":1} ,\n\t{} ]}',
      removing(1),
      '{"Statement":[ {"a":1} \n\t ]}',
    ],
    [
      'beside brackets, commas and quotes in strings',
      String.raw`{"Id":"[,]","Statement":[{"Sid":"}],[{\","},{"Sid":"\\\"},{"}],"Version":"x"}`,
      removing(0),
      String.raw`{"Id":"[,]","Statement":[{"Sid":"\\\"},{"}],"Version":"x"}`,
    ],
    [
      'with nested objects',
      '{"Statement":[{"Condition":{"Bool":{"a":"b"}}},{"Sid":"B"}]}',
      removing(0),
      '{"Statement":[{"Sid":"B"}]}',
    ],
    [
      'under a key written with escapes',
      String.raw`{"\u0053tatement":[{},{"a":1}]}`,
      removing(0),
      String.raw`{"\u0053tatement":[{"a":1}]}`,
    ],
    ['the only one', '{"Version":"2012-10-17","Statement":[ {} ]}', removing(0), null],
    ['every one', '{"Statement":[{},{}]}', removing(0, 1), null],
    ['one that is not in a list', '{"Statement":{"Sid":"A"}}', removing(0), null],
  ];
  for (const [what, text, edit, expected] of removals) {
    it(`removes a statement: ${what}`, () => {
      assert.equal(editPolicyText(text, edit), expected);
    });
  }

  const narrowings: [string, string, PolicyEdit, string][] = [
    [
      'the first principal of a list',
      '{"Statement":[{"Principal":{"AWS":["*", "111122223333"]}}]}',
      narrowing([0, ['Principal', 'AWS'], '*']),
      '{"Statement":[{"Principal":{"AWS":[ "111122223333"]}}]}',
    ],
    [
      'a kind of principal of which nothing is left',
      '{"Statement":{"Principal":{"Service":"s3.amazonaws.com", "AWS":["*"]}}}',
      narrowing([0, ['Principal', 'AWS'], '*']),
      '{"Statement":{"Principal":{"Service":"s3.amazonaws.com" }}}',
    ],
    [
      'principals of two kinds',
      '{"Statement":{"Principal":{"AWS":"*","Service":"a","Federated":["b","c"]}}}',
      narrowing([0, ['Principal', 'AWS'], '*'], [0, ['Principal', 'Federated'], 'b', 'c']),
      '{"Statement":{"Principal":{"Service":"a"}}}',
    ],
    [
      'values of a condition, escapes and all',
      String.raw`{"Statement":[{"Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.9","0.0.0.0\/0","\u003a:/0"]}}}]}`,
      narrowing([0, sourceIp, '0.0.0.0/0', '::/0']),
      '{"Statement":[{"Condition":{"IpAddress":{"aws:SourceIp":["203.0.113.9"]}}}]}',
    ],
    [
      'a value as often as it is listed',
      '{"Statement":{"Principal":{"AWS":["*","111122223333","*"]}}}',
      narrowing([0, ['Principal', 'AWS'], '*']),
      '{"Statement":{"Principal":{"AWS":["111122223333"]}}}',
    ],
    [
      'values beside what is none',
      '{"Statement":{"Principal":{"AWS":["*",{"a":"*"},null,"","undefined"]}}}',
      narrowing([0, ['Principal', 'AWS'], '*', '', 'undefined']),
      '{"Statement":{"Principal":{"AWS":[{"a":"*"},null]}}}',
    ],
    [
      'numbers and truth values, which a condition may spell without quotes',
      '{"Statement":{"Condition":{"NumericLessThan":{"a":[1,"2",true]}}}}',
      narrowing([0, ['Condition', 'NumericLessThan', 'a'], '1', 'true']),
      '{"Statement":{"Condition":{"NumericLessThan":{"a":["2"]}}}}',
    ],
    [
      'values at two places of a statement',
      '{"Statement":[{"Principal":{"AWS":["*","1"],"Federated":["b","c"]}}]}',
      narrowing([0, ['Principal', 'AWS'], '*'], [0, ['Principal', 'Federated'], 'c']),
      '{"Statement":[{"Principal":{"AWS":["1"],"Federated":["b"]}}]}',
    ],
  ];
  for (const [what, text, edit, expected] of narrowings) {
    it(`drops inside a statement: ${what}`, () => {
      assert.equal(editPolicyText(text, edit), expected);
    });
  }

  it('removes one statement and narrows another in one go', () => {
    const text = '{"Statement":[{"Sid":"A"},{"Principal":{"AWS":["*","111122223333"]}},{"Sid":"C"}]}';

    const edited = editPolicyText(text, { ...narrowing([1, ['Principal', 'AWS'], '*']), remove: new Set([0, 2]) });

    assert.equal(edited, '{"Statement":[{"Principal":{"AWS":["111122223333"]}}]}');
  });

  it('does not narrow what it removes', () => {
    const text = '{"Statement":[{"Principal":{"AWS":["*","111122223333"]}},{"Sid":"B"}]}';

    const edited = editPolicyText(text, { ...narrowing([0, ['Principal', 'AWS'], '*']), remove: new Set([0]) });

    assert.equal(edited, '{"Statement":[{"Sid":"B"}]}');
  });

  const condition =
    '{"Statement":[{"Condition":{"IpAddress":{"aws:SourceIp":["0.0.0.0/0"]}},"Principal":{"AWS":"*"}}]}';
  const noPart = (place: string): string => `no ${place} in the statement`;
  const refusals: [string, string, PolicyEdit, string][] = [
    ['a text that is not JSON', '{"Statement":[', none, 'the policy has no Statement'],
    ['a policy without Statement', '{"Version":"2012-10-17"}', none, 'the policy has no Statement'],
    ['a statement that is not there', '{"Statement":[{},{}]}', removing(2), 'no such statement'],
    ['one that is not there beside one that is', '{"Statement":[{},{}]}', removing(0, 2), 'no such statement'],
    ['to narrow a statement that is not there', condition, narrowing([1, sourceIp, '0.0.0.0/0']), 'no such statement'],
    [
      'to drop a value that is not there',
      condition,
      narrowing([0, ['Principal', 'AWS'], '*', 'x']),
      'Principal.AWS holds other values',
    ],
    [
      'to drop from an element that is not there',
      condition,
      narrowing([0, ['Principal', 'Service'], '*']),
      noPart('Principal.Service'),
    ],
    ['to drop below a value', condition, narrowing([0, ['Principal', 'AWS', 'a'], '*']), noPart('Principal.AWS.a')],
    ['to drop below nothing', condition, narrowing([0, ['NotPrincipal', 'AWS'], '*']), noPart('NotPrincipal.AWS')],
    ['to drop from no place', condition, narrowing([0, [], '*']), noPart('')],
    [
      'to leave a condition without a value, which would broaden it',
      condition,
      narrowing([0, sourceIp, '0.0.0.0/0']),
      'Condition.IpAddress.aws:SourceIp would be left without a value',
    ],
    [
      'the same beside another key',
      '{"Statement":{"Condition":{"StringLike":{"aws:SourceVpc":["*"],"aws:PrincipalTag/a":"b"}}}}',
      narrowing([0, ['Condition', 'StringLike', 'aws:SourceVpc'], '*']),
      'Condition.StringLike.aws:SourceVpc would be left without a value',
    ],
    [
      'to leave a statement without a principal',
      condition,
      narrowing([0, ['Principal', 'AWS'], '*']),
      'no principal would be left',
    ],
    [
      'the same of two kinds of principal',
      '{"Statement":{"Principal":{"AWS":"*","Federated":["b"]}}}',
      narrowing([0, ['Principal', 'AWS'], '*'], [0, ['Principal', 'Federated'], 'b']),
      'no principal would be left',
    ],
  ];
  for (const [what, text, edit, message] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(() => editPolicyText(text, edit), TypeError, new RegExp(`^${message}$`));
    });
  }
});
