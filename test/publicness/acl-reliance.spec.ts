import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import { aclReliance, isOwners } from '../../publicness/acl-reliance.ts';
import { allOff, allow, bucket, ownerGrant, ownerId, policy } from '../support/buckets.ts';

const ownRole = 'arn:aws:iam::111122223333:role/app';
const other = 'arn:aws:iam::444455556666:root';
const full = 'bucket-owner-full-control';
const blocked = { ...allOff, blockPublicAcls: true, ignorePublicAcls: true };
const unread: Context['accountBlock'] = { kind: 'unreadable', reason: 'AccessDenied' };

function reliance(overrides: Partial<Bucket>, accountBlock: Context['accountBlock'] = null): string[] {
  return aclReliance(bucket({ publicAccessBlock: blocked, ...overrides }), accountBlock, 'blocked');
}

/** Of our own role, so that only the condition can be what relies on ACLs. */
function relies(effect: 'Allow' | 'Deny', condition: Record<string, Record<string, unknown>>): boolean {
  const statement = allow({ Effect: effect, Principal: { AWS: ownRole }, Condition: condition });
  return reliance({ policy: policy(statement) }).length > 0;
}

describe('whether a condition asks for an ACL', () => {
  for (const [operator, values, ofAllow, ofDeny] of [
    ['StringEquals', full, false, false],
    ['StringEquals', [full, full], false, false],
    ['StringEquals', [full, 'private'], true, false],
    ['StringEquals', [], true, false],
    ['StringEquals', 'private', true, false],
    ['StringEqualsIgnoreCase', full, false, false],
    ['StringLike', full, false, false],
    ['StringEqualsIfExists', full, false, false],
    ['StringNotEquals', full, true, false],
    ['StringNotEquals', [], true, true],
    ['StringNotEquals', 'private', true, true],
    ['StringNotLikeIfExists', full, true, false],
    ['ForAnyValue:StringEquals', full, false, false],
    ['ForAllValues:StringEquals', full, false, false],
    ['ForAllValues:StringNotEquals', full, true, false],
    ['ForNoValue:StringEquals', full, true, true],
    ['XForAllValues:StringEquals', full, true, true],
    ['StringForAllValues:Equals', full, true, true],
    ['XStringEquals', full, true, true],
    ['StringEqualsX', full, true, true],
    ['Null', 'true', false, true],
    ['Null', 'false', true, false],
    ['Null', ['true', 'false'], true, true],
  ] as const) {
    it(`${operator} ${JSON.stringify(values)}: ${ofAllow} of an Allow, ${ofDeny} of a Deny`, () => {
      const condition = { [operator]: { 's3:x-amz-acl': values } };

      assert.deepEqual([relies('Allow', condition), relies('Deny', condition)], [ofAllow, ofDeny]);
    });
  }

  for (const [key, expected] of [
    ['s3:x-amz-grant-read', true],
    ['s3:x-amz-grant-write', true],
    ['s3:x-amz-grant-read-acp', true],
    ['s3:x-amz-grant-write-acp', true],
    ['S3:X-Amz-Grant-Full-Control', true],
    ['s3:x-amz-acl-2', false],
    ['my-s3:x-amz-acl', false],
    ['aws:SourceVpc', false],
  ] as const) {
    it(`${key}: ${expected}, even of that one value`, () => {
      assert.equal(relies('Allow', { StringEquals: { [key]: full } }), expected);
    });
  }
});

describe('whether another account that must send an ACL owns what it writes', () => {
  const upload = (condition: Record<string, Record<string, unknown>>) =>
    policy(allow({ Principal: { AWS: other }, Action: 's3:PutObject', Condition: condition }));
  const acl = (operator: string, values: unknown) => ({ [operator]: { 's3:x-amz-acl': values } });
  const owns = (ownership: Bucket['ownership'], condition: Record<string, Record<string, unknown>>): boolean =>
    reliance({ ownership, policy: upload(condition) }).some((reason) => reason.includes('write objects'));

  it('depends on the setting of the bucket', () => {
    assert.isFalse(owns('BucketOwnerPreferred', acl('StringEquals', full)));
    assert.isFalse(owns('BucketOwnerPreferred', acl('stringlike', [full, full])));
    assert.isTrue(owns('ObjectWriter', acl('StringEquals', full)));
    assert.isTrue(owns('unknown', acl('StringEquals', full)));
  });

  it('is not asked of what leaves the ACL open', () => {
    for (const condition of [{}, { StringEquals: { 'aws:SourceVpc': full } }, acl('StringEqualsIfExists', full)]) {
      assert.isTrue(owns('BucketOwnerPreferred', condition), JSON.stringify(condition));
    }
  });

  it('holds with other conditions beside', () => {
    const condition = { StringEquals: { 's3:x-amz-acl': full, 'aws:SourceVpc': 'vpc-1' } };

    assert.isFalse(owns('BucketOwnerPreferred', condition));
  });

  for (const action of ['s3:PutObject', 'S3:putobjectACL', 's3:PutObjectVersionAcl', 's3:ReplicateObject', 's3:*']) {
    it(`matters where it may ${action}, among other actions`, () => {
      const statement = allow({ Principal: { AWS: other }, Action: ['s3:GetObject', action] });

      assert.lengthOf(reliance({ policy: policy(statement) }), 1);
    });
  }

  it('does not matter of an AWS service, nor where nothing is written', () => {
    const service = allow({ Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' });
    const reader = allow({ Principal: { AWS: other }, Action: ['s3:GetObject', 's3:DeleteObject'] });
    const none = allow({ Principal: { AWS: other }, Action: undefined, NotAction: ['s3:Put*', 's3:Replicate*'] });

    assert.isEmpty(reliance({ policy: policy(service, reader, none) }));
  });
});

describe('a statement that cannot be read', () => {
  for (const Effect of ['Allow', 'Deny']) {
    it(`may rely on ACLs, also one with Effect ${Effect}`, () => {
      assert.deepEqual(reliance({ policy: policy({ Effect, Principal: [['?']] }) }), [
        'policy Statement[0], which cannot be judged, may rely on ACLs',
      ]);
    });
  }
});

describe('objects that may be public by ACLs of their own', () => {
  const lacks = (settings: string, more = ''): string[] => [
    `ACLs of single objects may make them public, since Block Public Access lacks ${settings}${more}`,
  ];

  for (const [what, ofBucket, ofAccount, expected] of [
    ['no block at all', allOff, null, lacks('blockPublicAcls, ignorePublicAcls')],
    ['blocks of the bucket', blocked, null, []],
    ['blocks of the account', allOff, blocked, []],
    ['one of each', { ...allOff, blockPublicAcls: true }, { ...allOff, ignorePublicAcls: true }, []],
    ['one of the account', allOff, { ...allOff, ignorePublicAcls: true }, lacks('blockPublicAcls')],
    [
      'an account that cannot be read',
      { ...allOff, ignorePublicAcls: true },
      unread,
      lacks('blockPublicAcls', '; the account’s settings could not be read: AccessDenied'),
    ],
    ['an account that need not be read', blocked, unread, []],
  ] as const) {
    it(`by ${what}`, () => {
      assert.deepEqual(reliance({ publicAccessBlock: ofBucket }, ofAccount), expected);
    });
  }
});

describe('the grants of the owner', () => {
  it('are those to its canonical user and nobody else', () => {
    assert.isTrue(isOwners(bucket(), ownerGrant));
    assert.isFalse(isOwners(bucket(), { grantee: { kind: 'user', id: 'b2' }, permission: 'READ' }));
    assert.isFalse(isOwners(bucket(), { grantee: { kind: 'email', address: ownerId }, permission: 'READ' }));
  });
});
