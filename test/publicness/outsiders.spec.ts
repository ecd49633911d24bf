import { assert } from 'chai';
import type { Bucket, Grant } from '../../contract/resource.ts';
import { isInside, outsiderOf } from '../../publicness/outsiders.ts';
import { allow, allUsersUri, bucket, groupGrant, ownerGrant, ownerId, policy } from '../support/buckets.ts';

const by = (...principals: unknown[]): Partial<Bucket> => ({
  policy: policy(...principals.map((Principal) => allow({ Principal }))),
});
const granting = (...grants: Grant[]): Partial<Bucket> => ({ grants: [ownerGrant, ...grants] });
const logDelivery = groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE');

describe('outsiderOf', () => {
  const inside: [string, Partial<Bucket>][] = [
    ['no policy and the ACL of every new bucket', {}],
    ['the account itself', by({ AWS: '111122223333' }, { AWS: 'arn:aws:iam::111122223333:root' })],
    [
      'roles and sessions of the account',
      by({ AWS: ['arn:aws:iam::111122223333:role/a', 'arn:aws:sts::111122223333:assumed-role/a/b'] }),
    ],
    ['a provider of the account', by({ Federated: 'arn:aws:iam::111122223333:saml-provider/office' })],
    ['the owner by its canonical id', by({ CanonicalUser: ownerId })],
    ['a role that is deleted', by({ AWS: 'AROAJ2XN3KQ4EXAMPLE12' })],
    ['a Deny to everyone', { policy: policy(allow({ Effect: 'Deny' })) }],
    ['grants that ownership puts out of force', { ...granting(logDelivery), ownership: 'BucketOwnerEnforced' }],
  ];
  for (const [what, overrides] of inside) {
    it(`finds nobody in ${what}`, () => {
      assert.isNull(outsiderOf(bucket(overrides)));
    });
  }

  const outside: [string, Partial<Bucket>, string][] = [
    ['everyone', by('*'), 'policy Statement[0] lets everyone in'],
    ['any principal', by({ AWS: '*' }), 'policy Statement[0] lets * in'],
    [
      'another account',
      by({ AWS: '111122223333' }, { AWS: '444455556666' }),
      'policy Statement[1] lets 444455556666 in',
    ],
    [
      'one among its own',
      by({ AWS: ['111122223333', 'arn:aws:iam::444455556666:role/a'] }),
      'policy Statement[0] lets arn:aws:iam::444455556666:role/a in',
    ],
    [
      'an origin access identity, which cannot use KMS at all',
      by({ AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' }),
      'policy Statement[0] lets arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1 in',
    ],
    [
      'the log delivery service',
      by({ Service: 'logging.s3.amazonaws.com' }),
      'policy Statement[0] lets logging.s3.amazonaws.com in',
    ],
    ['a public provider', by({ Federated: 'accounts.google.com' }), 'policy Statement[0] lets accounts.google.com in'],
    [
      'another account whatever the condition',
      { policy: policy(allow({ Sid: 'A', Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } })) },
      'policy Statement[0] "A" lets everyone in',
    ],
    [
      'everyone but one',
      { policy: policy(allow({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } })) },
      'policy Statement[0] lets everyone who is not named in',
    ],
    [
      'a statement that cannot be read',
      { policy: policy(allow({ Principal: ['*'] })) },
      'policy Statement[0], which cannot be judged, may let others in',
    ],
    [
      'a policy that is none',
      { policy: '{' },
      'the policy, which cannot be judged (it is not JSON), may let others in',
    ],
    ['the log delivery group', granting(logDelivery), 'the ACL grants WRITE to the log delivery group'],
    ['everyone by ACL', granting(groupGrant(allUsersUri)), 'the ACL grants READ to everyone on the internet'],
    [
      'another user',
      { ...granting({ grantee: { kind: 'user', id: 'a1' }, permission: 'READ' }), ownership: 'unknown' },
      'the ACL grants READ to the canonical user a1',
    ],
    [
      'an address',
      granting({ grantee: { kind: 'email', address: 'ann@example.com' }, permission: 'READ' }),
      'the ACL grants READ to ann@example.com',
    ],
  ];
  for (const [what, overrides, expected] of outside) {
    it(`finds ${what}`, () => {
      assert.equal(outsiderOf(bucket(overrides)), expected);
    });
  }
});

describe('isInside', () => {
  for (const [type, value, expected] of [
    ['AWS', '111122223333', true],
    ['AWS', 'arn:aws:iam::111122223333:root', true],
    ['AWS', 'arn:aws:sts::111122223333:assumed-role/app/session', true],
    ['AWS', 'xarn:aws:iam::111122223333:root', false],
    ['AWS', 'arn:aws:s3::111122223333:root', false],
    ['AWS', '444455556666', false],
    ['Federated', 'arn:aws:iam::111122223333:saml-provider/office', true],
    ['Federated', '111122223333', false],
    ['CanonicalUser', ownerId, true],
    ['CanonicalUser', '111122223333', false],
    ['Service', '111122223333', false],
  ] as const) {
    it(`of the account of the bucket: ${type} ${value} is ${expected}`, () => {
      assert.strictEqual(isInside({ type, value }, bucket()), expected);
    });
  }
});
