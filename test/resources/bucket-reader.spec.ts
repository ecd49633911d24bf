import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import * as v from 'valibot';
import type { Failure } from '../../contract/failure.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';
import { allOff, allUsersUri, bucket, groupGrant, ownerGrant, ownerId } from '../support/buckets.ts';

const where = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' };
const absent = (name: string) => awsError(name, { status: 404 });

/** A bucket of the simplest kind: nothing was ever set on it. */
const plain = {
  GetBucketAcl: {
    Owner: { ID: ownerId },
    Grants: [{ Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' }],
  },
  GetBucketPolicy: absent('NoSuchBucketPolicy'),
  GetPublicAccessBlock: absent('NoSuchPublicAccessBlockConfiguration'),
  GetBucketOwnershipControls: absent('OwnershipControlsNotFoundError'),
  GetBucketTagging: absent('NoSuchTagSet'),
};

/** Settings that nothing but the rule about each hangs on. */
const apart = {
  GetBucketEncryption: absent('ServerSideEncryptionConfigurationNotFoundError'),
  GetBucketVersioning: {},
  GetBucketLogging: {},
  GetBucketWebsite: absent('NoSuchWebsiteConfiguration'),
};

function readerOver(s3: Record<string, unknown> = {}, account: unknown = {}) {
  const buckets = answering(new S3Client({ region: 'eu-west-1' }), { ...plain, ...apart, ...s3 });
  const control = answering(new S3ControlClient({ region: 'eu-west-1' }), { GetPublicAccessBlock: account });
  return { reader: createBucketReader(buckets.client, control.client, where), ...buckets, control };
}

const OfBucket = v.object({ Bucket: v.string() });

/** An answer for all buckets but those named. */
const butFor = (named: Readonly<Record<string, Error>>, otherwise: unknown) => (input: unknown) =>
  named[v.parse(OfBucket, input).Bucket] ?? otherwise;

describe('reading buckets', () => {
  it('takes for absent what AWS says there is none of', async () => {
    const { reader, calls } = readerOver();

    const { found } = await reader.read(['holiday-photos']);

    assert.deepEqual(found.get('holiday-photos'), bucket({ unset: ['publicAccessBlock', 'ownership'] }));
    assert.lengthOf(calls, 9);
    for (const { input } of calls) {
      assert.deepEqual(input, { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' });
    }
  });

  it('reads all that is set', async () => {
    const { reader } = readerOver({
      GetBucketPolicy: { Policy: '{"Statement": []}' },
      GetPublicAccessBlock: { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
      GetBucketOwnershipControls: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
      GetBucketTagging: { TagSet: [{ Key: 'team', Value: 'web' }] },
      GetBucketEncryption: {
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/web' },
              BucketKeyEnabled: true,
              BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
            },
          ],
        },
      },
      GetBucketVersioning: { Status: 'Suspended', MFADelete: 'Enabled' },
      GetBucketLogging: { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'web/' } },
      GetBucketWebsite: { IndexDocument: { Suffix: 'index.html' } },
    });

    const { found } = await reader.read(['holiday-photos']);

    const expected = bucket({
      policy: '{"Statement": []}',
      publicAccessBlock: { ...allOff, blockPublicAcls: true },
      ownership: 'BucketOwnerEnforced',
      tags: { team: 'web' },
      encryption: { algorithm: 'aws:kms', kmsKeyId: 'alias/web', bucketKeyEnabled: true, blockedTypes: ['SSE-C'] },
      versioning: { status: 'Suspended', mfaDelete: true },
      logging: { targetBucket: 'logs', targetPrefix: 'web/' },
      website: true,
    });
    assert.deepEqual(found.get('holiday-photos'), expected);
  });

  it('tells the gone from what could not be read, bucket by bucket', async () => {
    const { reader } = readerOver({
      GetBucketAcl: butFor({ gone: absent('NoSuchBucket'), denied: awsError('AccessDenied') }, plain.GetBucketAcl),
      GetBucketTagging: butFor({ slow: awsError('SlowDown') }, plain.GetBucketTagging),
    });

    const { found, gone, failed } = await reader.read(['gone', 'denied', 'slow', 'fine']);

    assert.deepEqual([...found.keys()], ['fine']);
    assert.deepEqual([...gone], ['gone']);
    assert.sameDeepMembers(
      [...failed].map(([id, { code, transient }]) => [id, code, transient]),
      [
        ['denied', 'READ_FAILED', false],
        ['slow', 'READ_FAILED', true],
      ],
    );
  });

  for (const operation of Object.keys(plain)) {
    it(`has not read a bucket whose ${operation} is denied`, async () => {
      const { reader } = readerOver({ [operation]: awsError('AccessDenied') });

      const { found, failed } = await reader.read(['holiday-photos']);

      assert.equal(found.size, 0);
      assert.include(failed.get('holiday-photos')?.message, 'bucket holiday-photos cannot be read: AccessDenied');
    });
  }
});

describe('reading a setting that nothing else hangs on', () => {
  const settings = {
    GetBucketEncryption: 'encryption',
    GetBucketVersioning: 'versioning',
    GetBucketLogging: 'logging',
    GetBucketWebsite: 'website',
  } as const;
  for (const [operation, setting] of Object.entries(settings)) {
    it(`leaves ${setting} unread where ${operation} is denied, and reads the bucket`, async () => {
      const { reader } = readerOver({ [operation]: awsError('AccessDenied') });

      const { found } = await reader.read(['holiday-photos']);

      const unread = { kind: 'unread', reason: 'AccessDenied: as AWS words it' } as const;
      assert.deepEqual(
        found.get('holiday-photos'),
        bucket({ [setting]: unread, unset: ['publicAccessBlock', 'ownership'] }),
      );
    });

    it(`finds the bucket gone where ${operation} says so`, async () => {
      const { reader } = readerOver({ [operation]: absent('NoSuchBucket') });

      const { found, gone } = await reader.read(['holiday-photos']);

      assert.deepEqual([[...found.keys()], [...gone]], [[], ['holiday-photos']]);
    });
  }

  it('does not take an answer without an encryption configuration for none', async () => {
    const { reader } = readerOver({ GetBucketEncryption: {} });

    const { found } = await reader.read(['holiday-photos']);

    assert.deepInclude(found.get('holiday-photos')?.encryption, { kind: 'unread' });
  });
});

describe('listing buckets', () => {
  const names = Array.from({ length: 11 }, (_, index) => ({ Name: `bucket-${index}` }));

  async function listed(reader: ReturnType<typeof readerOver>['reader'], unread?: (failure: Failure) => void) {
    const found: string[] = [];
    for await (const { id } of reader.list(unread)) found.push(id);
    return found;
  }

  it('lists those of the region, in order, page by page', async () => {
    const pages = inTurn({ Buckets: names.slice(0, 10), ContinuationToken: 'more' }, { Buckets: names.slice(10) });
    const { reader, calls } = readerOver({ ListBuckets: pages });

    assert.deepEqual(
      await listed(reader),
      names.map(({ Name }) => Name),
    );
    assert.deepEqual(inputsOf(calls, 'ListBuckets')[0], { BucketRegion: 'eu-west-1', MaxBuckets: 1000 });
  });

  it('goes on where one cannot be read, if it can say so, and passes over one that is gone by now', async () => {
    const acl = butFor(
      { 'bucket-3': awsError('AccessDenied'), 'bucket-4': absent('NoSuchBucket') },
      plain.GetBucketAcl,
    );
    const { reader } = readerOver({ ListBuckets: { Buckets: names }, GetBucketAcl: acl });
    const unread: (string | undefined)[] = [];

    const found = await listed(reader, (failure) => unread.push(failure.ids['resourceId']));

    assert.lengthOf(found, 9);
    assert.deepEqual(unread, ['bucket-3']);
  });

  it('ends with the failure otherwise', async () => {
    const { reader } = readerOver({ ListBuckets: { Buckets: names }, GetBucketAcl: awsError('AccessDenied') });

    await assertRejects(listed(reader), 'READ_FAILED', 'bucket-0');
  });
});

describe('what a bucket is judged by beside itself', () => {
  it('is the block of the account, read once', async () => {
    const { reader, control } = readerOver({}, { PublicAccessBlockConfiguration: { IgnorePublicAcls: true } });

    await reader.contextOf([bucket()]);
    const { accountBlock } = await reader.contextOf([bucket()]);

    assert.deepEqual(accountBlock, { ...allOff, ignorePublicAcls: true });
    assert.lengthOf(control.calls, 1);
  });

  it('is nothing of the account for a rule that does not need it', async () => {
    const { reader, control } = readerOver();

    const { accountBlock } = await reader.contextOf([bucket()], ['ownership']);

    assert.deepEqual(accountBlock, { kind: 'unreadable', reason: 'not asked for' });
    assert.deepEqual(control.calls, []);
  });

  it('is its object ownership for a rule that always needs it, whatever the ACL', async () => {
    const controls = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } };
    const { reader } = readerOver({ GetBucketOwnershipControls: controls });
    const unread = bucket({ ownership: 'unknown' });

    assert.deepEqual(await reader.complete(unread, ['ownership']), { ...unread, ownership: 'BucketOwnerPreferred' });
  });

  const fromItem = bucket({ ownership: 'unknown', grants: [ownerGrant, groupGrant(allUsersUri)] });

  it('is its object ownership, where the ACL of an item may depend on it', async () => {
    const controls = { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } };
    const { reader } = readerOver({ GetBucketOwnershipControls: controls });

    assert.deepEqual(await reader.complete(fromItem, ['ownership-if-group-granted']), {
      ...fromItem,
      ownership: 'BucketOwnerEnforced',
    });
  });

  it('is not read where no group has a grant, ownership is known, or the rule does not need it', async () => {
    const { reader, calls } = readerOver();

    await reader.complete(bucket({ ownership: 'unknown' }), ['ownership-if-group-granted']);
    await reader.complete({ ...fromItem, ownership: 'ObjectWriter' }, ['ownership']);
    await reader.complete(fromItem, []);

    assert.deepEqual(calls, []);
  });

  it('stays unknown where it cannot be read: the ACL is then taken as in force', async () => {
    const { reader } = readerOver({ GetBucketOwnershipControls: awsError('AccessDenied') });

    assert.deepEqual(await reader.complete(fromItem, ['ownership-if-group-granted']), fromItem);
    assert.deepEqual(reader.passing(), []);
  });

  for (const [what, ask] of [
    ['its object ownership', (reader) => reader.complete(fromItem, ['ownership'])],
    ['how buckets log', (reader) => reader.logChains?.(['logs'])],
  ] satisfies [string, (reader: ReturnType<typeof readerOver>['reader']) => unknown][]) {
    it(`is worth another try where ${what} cannot be read just now`, async () => {
      const slow = awsError('SlowDown');
      const { reader } = readerOver({ GetBucketOwnershipControls: slow, GetBucketLogging: slow });

      await ask(reader);

      assert.lengthOf(reader.passing(), 1);
      assert.match(reader.passing()[0] ?? '', /^SlowDown: /);
    });
  }

  it('is worth another try where the block of the account cannot be read just now, and not where it may not be', async () => {
    for (const [error, expected] of [
      ['ServiceUnavailable', 1],
      ['AccessDenied', 0],
    ] as const) {
      const { reader } = readerOver({}, awsError(error));

      await reader.contextOf([bucket()]);

      assert.lengthOf(reader.passing(), expected, error);
    }
  });
});
