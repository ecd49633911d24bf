import { assert } from 'chai';
import { AwsError } from '../../../local/aws-error.ts';
import { parsePolicy } from '../../../local/iam/policy-document.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

describe('A policy that cannot be judged is refused', () => {
  for (const [title, document, message] of [
    ['no policy', 'text', /policy/],
    ['another version', { Version: '2008-10-17', Statement: [statement] }, /^Version: /],
    ['no version', { Statement: [statement] }, /^Version: /],
    ['no effect', { Version: '2012-10-17', Statement: [{ Action: 'x', Resource: '*' }] }, /Statement/],
    ['another effect', of({ ...statement, Effect: 'allow' }), /Statement/],
    ['an element it does not know', of({ ...statement, Principal: '*' }), /Statement/],
    ['neither Action nor NotAction', of({ Effect: 'Allow', Resource: '*' }), /either Action or NotAction/],
    ['both Action and NotAction', of({ ...statement, NotAction: 'x' }), /either Action or NotAction/],
    ['no resource', of({ Effect: 'Allow', Action: 's3:GetObject' }), /either Resource or NotResource/],
    ['both Resource and NotResource', of({ ...statement, NotResource: 'x' }), /either Resource or NotResource/],
    ['an empty list of actions', of({ ...statement, Action: [] }), /^Action is empty/],
    ['an operator that nobody knows', conditioned('StringIsNice'), /unknown condition operator StringIsNice/],
    ['an operator in another case', conditioned('stringequals'), /unknown condition operator/],
    ['an unknown operator over nothing', of({ ...statement, Condition: { Nice: {} } }), /unknown condition operator/],
    ['a condition that is a list', of({ ...statement, Condition: [] }), /Statement/],
    ['dates', conditioned('DateLessThan'), /unknown condition operator DateLessThan/],
    ['addresses', conditioned('IpAddress'), /unknown condition operator IpAddress/],
    ['a set operator that nobody knows', conditioned('ForSome:StringEquals'), /unknown condition operator ForSome/],
    ['a set of nothing', conditioned('ForAnyValue:Null'), /unknown condition operator ForAnyValue:Null/],
    ['NullIfExists', conditioned('NullIfExists'), /unknown condition operator NullIfExists/],
    ['an operator named as objects are', conditioned('constructor'), /unknown condition operator constructor/],
    ['a variable in a resource', of({ ...statement, Resource: 'arn:aws:s3:::${aws:username}' }), /variables/],
    ['a variable in a condition', conditioned('StringEquals', '${aws:username}'), /variables/],
  ] as const) {
    it(title, () => {
      let thrown: unknown;
      try {
        parsePolicy(document);
      } catch (error) {
        thrown = error;
      }

      assert.instanceOf(thrown, AwsError);
      if (!(thrown instanceof AwsError)) return;
      assert.equal(thrown.code, 'MalformedPolicyDocument');
      assert.match(thrown.message, message);
    });
  }
});

describe('A policy', () => {
  it('is read with its lists, its single values and its negations', () => {
    const parsed = parsePolicy({
      Version: '2012-10-17',
      Id: 'x',
      Statement: {
        Sid: 'Some',
        Effect: 'Deny',
        NotAction: ['s3:Get*'],
        Resource: 'arn:aws:s3:::logs',
        Condition: { BoolIfExists: { 'aws:SecureTransport': false }, Null: { a: 'true', b: ['true'] } },
      },
    });

    assert.deepEqual(parsed, [
      {
        effect: 'Deny',
        actions: { negated: true, patterns: ['s3:Get*'] },
        resources: { negated: false, patterns: ['arn:aws:s3:::logs'] },
        conditions: [
          { operator: 'Bool', ifExists: true, key: 'aws:SecureTransport', values: ['false'] },
          { operator: 'Null', ifExists: false, key: 'a', values: ['true'] },
          { operator: 'Null', ifExists: false, key: 'b', values: ['true'] },
        ],
      },
    ]);
  });
});

function of(one: object): object {
  return { Version: '2012-10-17', Statement: [one] };
}

function conditioned(operator: string, value = 'x'): object {
  return of({ ...statement, Condition: { [operator]: { key: value } } });
}
