import { assert } from 'chai';
import type { Change, Plan } from '../../contract/plan.ts';
import type { Bucket, BucketEncryption } from '../../contract/resource.ts';
import type { Violation, WantedEncryption } from '../../contract/violation.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { bucket } from '../support/buckets.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const otherKey = 'arn:aws:kms:eu-west-1:111122223333:key/9999abcd-12ab-34cd-56ef-1234567890ab';
const on = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const nothing: Plan = { changes: [], before: [], after: [], notes: [] };

const planFor = (overrides: Partial<Bucket>, ...violations: Violation[]): Plan =>
  s3BucketRemediator.plan(bucket(overrides), violations);

describe('the plan for default encryption', () => {
  const wrong = (wanted: WantedEncryption): Violation => ({ kind: 'wrong-encryption', found: 'as it is', wanted });
  const put = (...Rules: unknown[]): Change[] => [
    { service: 's3', operation: 'PutBucketEncryption', input: { ...on, ServerSideEncryptionConfiguration: { Rules } } },
  ];

  it('puts AES256 where there is none', () => {
    const plan = planFor({ encryption: null }, wrong({ algorithm: 'AES256' }));

    assert.deepEqual(plan, {
      changes: put({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }),
      before: ['default encryption: none'],
      after: ['default encryption: AES256'],
      notes: [],
    });
  });

  it('brings KMS in with the key of AWS where none is asked for, and keeps the rest of the rule', () => {
    const encryption: BucketEncryption = { algorithm: 'AES256', bucketKeyEnabled: true, blockedTypes: ['SSE-C'] };

    const plan = planFor({ encryption }, wrong({ algorithm: 'aws:kms' }));

    assert.deepEqual(
      plan.changes,
      put({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
      }),
    );
    assert.deepEqual(plan.notes, [
      'Objects that are stored keep the encryption they have.',
      'The key is AWS’s own for S3 (aws/s3); KMS bills its use.',
      'What replicates the bucket leaves out objects encrypted with KMS, unless it is told to take them along.',
    ]);
  });

  it('says what a key that is asked for demands of those who use the bucket', () => {
    const encryption: BucketEncryption = { algorithm: 'aws:kms', kmsKeyId: otherKey, bucketKeyEnabled: false };

    const plan = planFor({ encryption }, wrong({ algorithm: 'aws:kms', kmsKeyId: key }));

    assert.deepEqual(
      plan.changes,
      put({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        BucketKeyEnabled: false,
      }),
    );
    assert.deepEqual(
      [plan.before, plan.after],
      [[`default encryption: aws:kms with ${otherKey}`], [`default encryption: aws:kms with ${key}`]],
    );
    assert.include(plan.notes.join(), `needs kms:GenerateDataKey and kms:Decrypt on ${key}`);
    assert.include(plan.notes.join(), 'What replicates the bucket');
  });

  it('keeps the key that is there where only a stronger algorithm is asked for', () => {
    const encryption: BucketEncryption = { algorithm: 'aws:kms', kmsKeyId: otherKey, bucketKeyEnabled: false };

    const plan = planFor({ encryption }, wrong({ algorithm: 'aws:kms:dsse' }));

    assert.deepEqual(
      plan.changes,
      put({
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms:dsse', KMSMasterKeyID: otherKey },
        BucketKeyEnabled: false,
      }),
    );
    assert.isEmpty(plan.notes);
  });

  it('keeps a stronger algorithm where another key is asked for', () => {
    const encryption: BucketEncryption = { algorithm: 'aws:kms:dsse', bucketKeyEnabled: false };

    const plan = planFor({ encryption }, wrong({ algorithm: 'aws:kms', kmsKeyId: key }));

    assert.deepEqual(plan.after, [`default encryption: aws:kms:dsse with ${key}`]);
  });

  const untouched: [string, Bucket['encryption'], Violation][] = [
    [
      'a KMS key that AES256 is asked for instead',
      { algorithm: 'aws:kms', kmsKeyId: key, bucketKeyEnabled: true },
      wrong({ algorithm: 'AES256' }),
    ],
    ['what was not read', { kind: 'unread', reason: 'AccessDenied' }, wrong({ algorithm: 'AES256' })],
    [
      'what is left to people',
      null,
      { kind: 'wrong-encryption', found: 'none', wanted: { algorithm: 'aws:kms' }, unmendable: 'as it is' },
    ],
  ];
  for (const [what, encryption, violation] of untouched) {
    it(`leaves alone ${what}`, () => {
      assert.deepEqual(planFor({ encryption }, violation), nothing);
    });
  }
});

describe('the plan for versioning', () => {
  const off: Violation = { kind: 'versioning-off', found: 'Off' };
  const changes: Change[] = [
    {
      service: 's3',
      operation: 'PutBucketVersioning',
      input: { ...on, VersioningConfiguration: { Status: 'Enabled' } },
    },
  ];

  it('enables it, and says what that costs and that it cannot be taken back whole', () => {
    const plan = planFor({}, off);

    assert.deepEqual(plan.changes, changes);
    assert.deepEqual([plan.before, plan.after], [['versioning: Off'], ['versioning: Enabled']]);
    assert.lengthOf(plan.notes, 3);
    assert.include(plan.notes[0], 'a restore suspends it');
    assert.include(plan.notes[1], 'may answer NoSuchKey');
    assert.include(plan.notes[2], 'is billed until a lifecycle rule for noncurrent versions ends it');
  });

  it('says only what it costs where it was enabled before', () => {
    const versioning = { status: 'Suspended', mfaDelete: false } as const;

    const plan = planFor({ versioning }, { ...off, found: 'Suspended' });

    assert.deepEqual(plan.changes, changes);
    assert.deepEqual(plan.before, ['versioning: Suspended']);
    assert.lengthOf(plan.notes, 1);
  });

  for (const [what, versioning] of [
    ['with MFA delete', { status: 'Suspended', mfaDelete: true }],
    ['enabled by now', { status: 'Enabled', mfaDelete: false }],
    ['not read', { kind: 'unread', reason: 'AccessDenied' }],
  ] as const) {
    it(`leaves alone versioning ${what}`, () => {
      assert.deepEqual(planFor({ versioning }, off), nothing);
    });
  }
});

describe('the plan for access logging', () => {
  const off: Violation = { kind: 'logging-off', target: { bucket: 'logs', prefix: 'photos/' } };

  it('sends the logs to the target, and says what the target has to allow', () => {
    const plan = planFor({}, off);

    const LoggingEnabled = { TargetBucket: 'logs', TargetPrefix: 'photos/' };
    assert.deepEqual(plan.changes, [
      { service: 's3', operation: 'PutBucketLogging', input: { ...on, BucketLoggingStatus: { LoggingEnabled } } },
    ]);
    assert.deepEqual([plan.before, plan.after], [['access logs: none'], ['access logs: to s3://logs/photos/']]);
    assert.include(plan.notes.join(), 'The policy of logs has to let logging.s3.amazonaws.com put objects there');
  });

  const untouched: [string, Partial<Bucket>, Violation][] = [
    ['a bucket that is logged by now', { logging: { targetBucket: 'elsewhere', targetPrefix: '' } }, off],
    ['a bucket that would log itself', { id: 'logs' }, off],
    ['what was not read', { logging: { kind: 'unread', reason: 'AccessDenied' } }, off],
    ['a bucket without a target', {}, { kind: 'logging-off', unmendable: 'no targetBucket' }],
    ['a bucket whose violation names none', {}, { kind: 'logging-off' }],
  ];
  for (const [what, overrides, violation] of untouched) {
    it(`leaves alone ${what}`, () => {
      assert.deepEqual(planFor(overrides, violation), nothing);
    });
  }
});

describe('the plan for several settings', () => {
  it('ends each, in the order of the calls, whatever the order in which they are found', () => {
    const found: Violation[] = [
      { kind: 'logging-off', target: { bucket: 'logs', prefix: '' } },
      { kind: 'versioning-off', found: 'Off' },
      { kind: 'wrong-encryption', found: 'none', wanted: { algorithm: 'AES256' } },
      { kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] },
    ];
    const operations = ['PutPublicAccessBlock', 'PutBucketEncryption', 'PutBucketVersioning', 'PutBucketLogging'];

    for (const violations of [found, found.toReversed()]) {
      assert.deepEqual(
        planFor({}, ...violations).changes.map(({ operation }) => operation),
        operations,
      );
    }
  });
});
