import { assert } from 'chai';
import { readPlainHttp } from '../../publicness/plain-http.ts';
import { allow, policy } from '../support/buckets.ts';

const arn = 'arn:aws:s3:::holiday-photos';
const plain = { Bool: { 'aws:SecureTransport': 'false' } };

function deny(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: plain,
    ...overrides,
  };
}

function missing(...statements: readonly unknown[]): unknown {
  const reading = readPlainHttp({ arn, policy: policy(...statements) });
  return reading.kind === 'read' ? reading.missing : reading;
}

describe('readPlainHttp', () => {
  it('finds nothing denied where there is no policy', () => {
    assert.deepEqual(readPlainHttp({ arn, policy: null }), { kind: 'read', missing: ['bucket', 'objects'] });
  });

  it('reads a Statement that is one object', () => {
    const reading = readPlainHttp({ arn, policy: JSON.stringify({ Statement: deny() }) });

    assert.deepEqual(reading, { kind: 'read', missing: [] });
  });

  const equivalent: [string, ...Record<string, unknown>[]][] = [
    ['as AWS writes it', deny()],
    ['among other statements', allow(), deny(), allow({ Principal: { AWS: '111122223333' } })],
    ['Principal as a map', deny({ Principal: { AWS: '*' } })],
    ['Principal as a map of lists, with others beside *', deny({ Principal: { AWS: ['111122223333', '*'] } })],
    ['every action of every service', deny({ Action: '*' })],
    ['actions in another case, in a list', deny({ Action: ['S3:*', 's3:GetObject'] })],
    ['a wildcard after the name', deny({ Resource: `${arn}*` })],
    ['a wildcard for every bucket', deny({ Resource: '*' })],
    ['a wildcard inside the name', deny({ Resource: ['arn:*:s3:::holiday-*', 'arn:aws:s3:::*-photos/*'] })],
    ['every key of at least one character', deny({ Resource: [arn, `${arn}/?*`] })],
    ['bucket and objects in two statements', deny({ Resource: arn }), deny({ Resource: `${arn}/*` })],
    ['all resources but another bucket', deny({ Resource: undefined, NotResource: 'arn:aws:s3:::other/*' })],
    ['the objects by leaving out the bucket', deny({ Resource: undefined, NotResource: arn }), deny({ Resource: arn })],
    [
      'all actions but one, and that one beside',
      deny({ Action: undefined, NotAction: ['s3:GetObject', 's3:Put*'] }),
      deny({ Action: ['s3:Get*', 's3:P*'] }),
    ],
    ['a boolean', deny({ Condition: { Bool: { 'aws:SecureTransport': false } } })],
    ['a list of values', deny({ Condition: { Bool: { 'aws:SecureTransport': ['false'] } } })],
    ['another case of operator and key', deny({ Condition: { bool: { 'AWS:securetransport': 'false' } } })],
    ['BoolIfExists', deny({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })],
    ['a set operator', deny({ Condition: { 'ForAnyValue:Bool': { 'aws:SecureTransport': 'false' } } })],
    ['both values, HTTPS denied too', deny({ Condition: { Bool: { 'aws:SecureTransport': ['true', 'false'] } } })],
    ['no condition at all', deny({ Condition: undefined })],
    ['an empty condition', deny({ Condition: {} })],
    ['no TLS or an old one', deny({ Condition: { NumericLessThanIfExists: { 's3:TlsVersion': 1.2 } } })],
    [
      'two conditions that both hold over plain HTTP',
      deny({ Condition: { ...plain, NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } } }),
    ],
    [
      'all actions but some, each reached by another statement',
      deny({ Action: undefined, NotAction: ['s3:GetObject', 's3:PutObject'] }),
      deny({ Action: 's3:GetObject' }),
      deny({ Action: 's3:PutObject' }),
    ],
    [
      'one of several TLS versions',
      deny({ Condition: { NumericLessThanIfExists: { 's3:TlsVersion': ['0', '1.2'] } } }),
    ],
    ['TLS up to a version', deny({ Condition: { NumericLessThanEqualsIfExists: { 's3:TlsVersion': '1.1' } } })],
    ['ForAllValues', deny({ Condition: { 'ForAllValues:BoolIfExists': { 'aws:SecureTransport': 'false' } } })],
    ['beside a Deny that cannot be read', { Effect: 'Deny', Principal: [['?']] }, deny()],
    ['beside an Allow that cannot be read', { Effect: 'Allow', Principal: [['?']] }, deny()],
  ];
  for (const [what, ...statements] of equivalent) {
    it(`finds plain HTTP denied: ${what}`, () => {
      assert.deepEqual(missing(...statements), []);
    });
  }

  const partial: [string, string[], ...Record<string, unknown>[]][] = [
    [
      'an Allow of HTTPS only',
      ['bucket', 'objects'],
      allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
    ['the objects only', ['bucket'], deny({ Resource: `${arn}/*` })],
    ['the bucket only', ['objects'], deny({ Resource: arn })],
    ['some objects only', ['objects'], deny({ Resource: [arn, `${arn}/private/*`] })],
    ['all objects but some', ['objects'], deny({ Resource: undefined, NotResource: `${arn}/public/*` })],
    ['everything but this bucket', ['bucket', 'objects'], deny({ Resource: undefined, NotResource: `${arn}*` })],
    ['a bucket whose name only begins alike', ['bucket', 'objects'], deny({ Resource: [`${arn}-2`, `${arn}-2/*`] })],
    ['a bucket of another partition', ['bucket', 'objects'], deny({ Resource: ['arn:aws-cn:s3:::holiday-photos*'] })],
    ['a variable in the resource', ['objects'], deny({ Resource: [arn, `${arn}/\${aws:username}/*`] })],
    ['one action', ['bucket', 'objects'], deny({ Action: 's3:PutObject' })],
    ['the reading and writing actions', ['bucket', 'objects'], deny({ Action: ['s3:Get*', 's3:Put*', 's3:List*'] })],
    ['all actions but one', ['bucket', 'objects'], deny({ Action: undefined, NotAction: 's3:GetObject' })],
    [
      'all actions but two, and one of them beside',
      ['bucket', 'objects'],
      deny({ Action: undefined, NotAction: ['s3:GetObject', 's3:PutObject'] }),
      deny({ Action: 's3:GetObject' }),
    ],
    [
      'the left-out action for the objects only',
      ['bucket'],
      deny({ Action: undefined, NotAction: 's3:GetObject' }),
      deny({ Action: 's3:GetObject', Resource: `${arn}/*` }),
    ],
    ['one account', ['bucket', 'objects'], deny({ Principal: { AWS: '111122223333' } })],
    ['every canonical user', ['bucket', 'objects'], deny({ Principal: { CanonicalUser: '*' } })],
    ['all but one role', ['bucket', 'objects'], deny({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } })],
    ['HTTPS', ['bucket', 'objects'], deny({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    [
      'a key that is not there',
      ['bucket', 'objects'],
      deny({ Condition: { Null: { 'aws:SecureTransport': 'true' } } }),
    ],
    [
      'old TLS only, since plain HTTP has no TLS version',
      ['bucket', 'objects'],
      deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
    ],
    [
      'no TLS version at all',
      ['bucket', 'objects'],
      deny({ Condition: { NumericLessThanIfExists: { 's3:TlsVersion': '0' } } }),
    ],
    [
      'anyone but services',
      ['bucket', 'objects'],
      deny({ Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:PrincipalIsAWSService': 'false' } } }),
    ],
    [
      'one network',
      ['bucket', 'objects'],
      deny({ Condition: { ...plain, StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    ],
    ['a statement that cannot be read', ['bucket', 'objects'], deny({ condition: {} })],
    ['nobody', ['bucket', 'objects'], deny({ Principal: undefined, NotPrincipal: '*' })],
    ['all but everyone', ['bucket', 'objects'], deny({ Principal: undefined, NotPrincipal: { AWS: '*' } })],
    [
      'what is neither another bucket nor these objects',
      ['bucket', 'objects'],
      deny({ Resource: undefined, NotResource: ['arn:aws:s3:::other', `${arn}*`] }),
    ],
    ['no resource left out by an empty list', ['bucket', 'objects'], deny({ Resource: undefined, NotResource: [] })],
    ['no action left out by an empty list', ['bucket', 'objects'], deny({ Action: undefined, NotAction: [] })],
    [
      'actions each of which leaves out itself',
      ['bucket', 'objects'],
      deny({ Action: undefined, NotAction: 's3:GetObject' }),
      deny({ Action: undefined, NotAction: 's3:GetObject' }),
    ],
    [
      'some actions, and others',
      ['bucket', 'objects'],
      deny({ Action: 's3:GetObject' }),
      deny({ Action: ['s3:Get*', 's3:Put*'] }),
    ],
    ...['XBool', 'BoolX', 'XForAllValues:Bool', 'BoForAllValues:ol', 'ForAnyValue:BoolIfExistsX'].map(
      (operator): [string, string[], Record<string, unknown>] => [
        `the operator ${operator}`,
        ['bucket', 'objects'],
        deny({ Condition: { [operator]: { 'aws:SecureTransport': 'false' } } }),
      ],
    ),
    ...['XNumericLessThanIfExists', 'NumericLessThanIfExistsX'].map(
      (operator): [string, string[], Record<string, unknown>] => [
        `the operator ${operator}`,
        ['bucket', 'objects'],
        deny({ Condition: { [operator]: { 's3:TlsVersion': '1.2' } } }),
      ],
    ),
  ];
  for (const [what, expected, ...statements] of partial) {
    it(`finds a gap where it is denied to or for ${what}`, () => {
      assert.deepEqual(missing(...statements), expected);
    });
  }

  it('says so where the policy cannot be read', () => {
    assert.deepEqual(readPlainHttp({ arn, policy: '{' }), { kind: 'unreadable', reason: 'it is not JSON' });
  });

  it('knows the bucket of another partition by its ARN', () => {
    const cn = 'arn:aws-cn:s3:::holiday-photos';
    const text = policy(deny({ Resource: [cn, `${cn}/*`] }));

    assert.deepEqual(readPlainHttp({ arn: cn, policy: text }), { kind: 'read', missing: [] });
  });
});
