import { assert } from 'chai';
import type { Bucket } from '../../contract/resource.ts';
import {
  aclPart,
  type BucketPart,
  encryptionPart,
  loggingPart,
  ownershipPart,
  policyPart,
  versioningPart,
} from '../../restore/bucket-parts.ts';
import { allUsersUri, bucket, groupGrant, ownerGrant } from '../support/buckets.ts';

const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const unread = { kind: 'unread', reason: 'AccessDenied' } as const;
const kms = {
  algorithm: 'aws:kms',
  kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  bucketKeyEnabled: true,
} as const;
const aes = { algorithm: 'AES256', bucketKeyEnabled: false } as const;
const logs = { targetBucket: 'logs', targetPrefix: 'photos/' } as const;
const email = { grantee: { kind: 'email', address: 'ann@example.com' }, permission: 'READ' } as const;
const off = { status: 'Off', mfaDelete: false } as const;
const on = { status: 'Enabled', mfaDelete: false } as const;
const suspended = { status: 'Suspended', mfaDelete: false } as const;

describe('whether a setting of a bucket is the same', () => {
  const cases: [string, BucketPart, Partial<Bucket>, Partial<Bucket>, boolean | null][] = [
    ['ownership', ownershipPart, {}, {}, true],
    ['ownership', ownershipPart, {}, { ownership: 'BucketOwnerEnforced' }, false],
    ['ownership that is not known', ownershipPart, {}, { ownership: 'unknown' }, null],
    ['ownership that is not known of both', ownershipPart, { ownership: 'unknown' }, { ownership: 'unknown' }, null],
    ['a policy, byte for byte', policyPart, { policy: '{}' }, { policy: '{ }' }, false],
    ['a policy', policyPart, { policy: '{}' }, { policy: '{}' }, true],
    ['grants in another order', aclPart, { grants: [ownerGrant, email] }, { grants: [email, ownerGrant] }, true],
    ['one grant more', aclPart, { grants: [ownerGrant, email] }, {}, false],
    ['grants to others', aclPart, { grants: [groupGrant(allUsersUri)] }, { grants: [email] }, false],
    ['no encryption of its own and that of S3', encryptionPart, { encryption: null }, { encryption: aes }, true],
    ['no encryption of its own and a key', encryptionPart, { encryption: null }, { encryption: kms }, false],
    ['the same key', encryptionPart, { encryption: kms }, { encryption: { ...kms } }, true],
    ['encryption not read', encryptionPart, { encryption: unread }, { encryption: kms }, null],
    ['encryption not read of both', encryptionPart, { encryption: unread }, { encryption: unread }, null],
    ['versioning off and suspended', versioningPart, { versioning: off }, { versioning: suspended }, true],
    ['versioning off and enabled', versioningPart, { versioning: off }, { versioning: on }, false],
    ['versioning enabled', versioningPart, { versioning: on }, { versioning: on }, true],
    ['versioning not read', versioningPart, { versioning: unread }, { versioning: on }, null],
    ['no logs', loggingPart, { logging: null }, { logging: null }, true],
    ['logs and none', loggingPart, { logging: logs }, { logging: null }, false],
    ['the same logs', loggingPart, { logging: logs }, { logging: { ...logs } }, true],
    ['logs not read', loggingPart, { logging: unread }, { logging: null }, null],
    ['logs not read of both', loggingPart, { logging: unread }, { logging: unread }, null],
  ];
  for (const [what, part, one, other, expected] of cases) {
    it(`${what}: ${expected ?? 'not known'}, either way round`, () => {
      assert.equal(part.same(bucket(one), bucket(other)), expected);
      assert.equal(part.same(bucket(other), bucket(one)), expected);
    });
  }
});

describe('what a setting of a bucket is put and called by', () => {
  const cases: [string, BucketPart, Partial<Bucket>, string, Record<string, unknown>, readonly string[]][] = [
    [
      'ownership',
      ownershipPart,
      { ownership: 'BucketOwnerPreferred' },
      'PutBucketOwnershipControls',
      { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } },
      ['object ownership: BucketOwnerPreferred'],
    ],
    [
      'ownership that was never set',
      ownershipPart,
      { unset: ['ownership'] },
      'DeleteBucketOwnershipControls',
      {},
      ['object ownership: ObjectWriter'],
    ],
    ['no policy', policyPart, {}, 'DeleteBucketPolicy', {}, ['no policy']],
    [
      'a policy that cannot be put in words',
      policyPart,
      { policy: '{' },
      'PutBucketPolicy',
      { Policy: '{' },
      ['policy of 1 bytes, SHA-256 021fb596db81…'],
    ],
    ['no encryption of its own', encryptionPart, {}, 'DeleteBucketEncryption', {}, ['default encryption: AES256']],
    [
      'encryption that was not read',
      encryptionPart,
      { encryption: unread },
      'DeleteBucketEncryption',
      {},
      ['default encryption: not read'],
    ],
    [
      'versioning',
      versioningPart,
      { versioning: on },
      'PutBucketVersioning',
      { VersioningConfiguration: { Status: 'Enabled' } },
      ['versioning: Enabled'],
    ],
    [
      'versioning that was never on',
      versioningPart,
      { versioning: off },
      'PutBucketVersioning',
      { VersioningConfiguration: { Status: 'Suspended' } },
      ['versioning: Suspended'],
    ],
    [
      'logs',
      loggingPart,
      { logging: logs },
      'PutBucketLogging',
      { BucketLoggingStatus: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'photos/' } } },
      ['access logs: to s3://logs/photos/'],
    ],
    ['no logs', loggingPart, {}, 'PutBucketLogging', { BucketLoggingStatus: {} }, ['access logs: none']],
    [
      'logs that were not read',
      loggingPart,
      { logging: unread },
      'PutBucketLogging',
      { BucketLoggingStatus: {} },
      ['access logs: not read'],
    ],
  ];
  for (const [what, part, overrides, operation, rest, lines] of cases) {
    it(`${what}: ${operation}`, () => {
      const subject = bucket(overrides);

      assert.deepEqual(part.put(subject), { service: 's3', operation, input: { ...of, ...rest } });
      assert.deepEqual(part.lines(subject), [...lines]);
    });
  }

  it('a key: PutBucketEncryption', () => {
    const subject = bucket({ encryption: kms });

    assert.deepInclude(encryptionPart.put(subject), { service: 's3', operation: 'PutBucketEncryption' });
    assert.deepEqual(encryptionPart.lines(subject), [`default encryption: aws:kms with ${kms.kmsKeyId}, bucket key`]);
  });

  it('grants: the ACL as a whole, by grantee', () => {
    const subject = bucket({ grants: [ownerGrant, email, groupGrant(allUsersUri)] });

    assert.deepInclude(aclPart.put(subject), { service: 's3', operation: 'PutBucketAcl' });
    assert.deepEqual(aclPart.lines(subject), [
      `ACL grants FULL_CONTROL to ${subject.owner.id}`,
      'ACL grants READ to ann@example.com',
      'ACL grants READ to everyone on the internet',
    ]);
  });
});

describe('what a setting of a bucket is known by: its name, where a bucket has it, and the calls of a mend that change it', () => {
  for (const [part, name, field, operations] of [
    [ownershipPart, 'Object ownership', 'ownership', ['PutBucketOwnershipControls']],
    [policyPart, 'The policy', 'policy', ['PutBucketPolicy', 'DeleteBucketPolicy']],
    [aclPart, 'The ACL', 'grants', ['PutBucketAcl']],
    [encryptionPart, 'Default encryption', 'encryption', ['PutBucketEncryption']],
    [versioningPart, 'Versioning', 'versioning', ['PutBucketVersioning']],
    [loggingPart, 'Access logging', 'logging', ['PutBucketLogging']],
  ] as const) {
    it(`${name}: ${field}, ${operations.join(' and ')}`, () => {
      assert.deepEqual([part.name, part.field, [...part.operations]], [name, field, [...operations]]);
    });
  }
});

describe('a bucket after a setting was put back', () => {
  const before = bucket({
    ownership: 'BucketOwnerPreferred',
    policy: '{}',
    grants: [email],
    encryption: kms,
    versioning: off,
    logging: logs,
  });

  for (const part of [ownershipPart, policyPart, aclPart, encryptionPart, loggingPart]) {
    it(`has ${part.field} as before, and everything else as it is`, () => {
      const live = bucket({ tags: { live: 'yes' } });

      assert.deepEqual(part.into(live, before), { ...live, [part.field]: before[part.field] });
    });
  }

  it('has versioning suspended, not off, and is told nothing of what cannot be read', () => {
    const live = bucket({ versioning: { status: 'Enabled', mfaDelete: true } });
    const unreadable = bucket({ versioning: unread });

    assert.deepEqual(versioningPart.into(live, before).versioning, { status: 'Suspended', mfaDelete: true });
    assert.deepEqual(versioningPart.into(live, bucket({ versioning: on })).versioning, live.versioning);
    assert.strictEqual(versioningPart.into(unreadable, before), unreadable);
  });
});
