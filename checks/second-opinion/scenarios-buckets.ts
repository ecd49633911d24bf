import assert from 'node:assert/strict';
import { DeletePublicAccessBlockCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
} from '@aws-sdk/client-s3-control';
import {
  auditorOf,
  blocked,
  bucketState,
  type BucketState,
  denyHttp,
  openByAcl,
  openByPolicy,
  putEncryption,
  putOwnership,
  putPolicy,
  soundBucket,
} from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedAccountBlock, recordedBucket } from './recorded.ts';
import { assertTold, type Scenario } from './scenario.ts';

interface Fault {
  readonly name: string;
  spoil(s3: S3Client, Bucket: string): Promise<unknown>;
  /** What a mend leaves otherwise than the fault; all else of the bucket has to stay. */
  mended(Bucket: string): Partial<BucketState>;
}

const policyOf = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });

/** What is wrong with one setting of a bucket that is sound otherwise. */
const faults: readonly Fault[] = [
  {
    name: 'opened by its policy',
    spoil: (s3, Bucket) => openByPolicy(s3, Bucket, denyHttp(Bucket)),
    mended: (Bucket) => ({ policy: policyOf(auditorOf(Bucket), denyHttp(Bucket)) }),
  },
  {
    name: 'opened by its ACL',
    spoil: openByAcl,
    // With the grant gone nobody relies on ACLs, so that they go as well.
    mended: () => ({ grants: ['CanonicalUser FULL_CONTROL'], ownership: 'BucketOwnerEnforced' }),
  },
  {
    name: 'without a block of public access',
    spoil: (s3, Bucket) => s3.send(new DeletePublicAccessBlockCommand({ Bucket })),
    mended: () => ({ block: blocked }),
  },
  {
    name: 'with ACLs enabled',
    spoil: (s3, Bucket) => putOwnership(s3, Bucket, 'ObjectWriter'),
    mended: () => ({ ownership: 'BucketOwnerEnforced' }),
  },
  {
    name: 'that takes plain HTTP',
    spoil: (s3, Bucket) => putPolicy(s3, Bucket, auditorOf(Bucket)),
    mended: (Bucket) => ({ policy: policyOf(auditorOf(Bucket), denyHttp(Bucket)) }),
  },
  {
    name: 'encrypted too weakly',
    spoil: (s3, Bucket) => putEncryption(s3, Bucket, 'AES256'),
    mended: () => ({
      encryption: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true },
    }),
  },
  {
    name: 'whose versioning is suspended',
    spoil: (s3, Bucket) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    mended: () => ({ versioning: 'Enabled' }),
  },
];

export const bucketScenarios: readonly Scenario[] = [
  ...faults.map(({ name, spoil, mended }) => ({
    name: `a bucket ${name}`,
    async run(hybrid: Hybrid) {
      const { s3 } = hybrid.hub;
      const [bucket, twin] = [await soundBucket(s3), await soundBucket(s3)];
      for (const one of [bucket, twin]) await spoil(s3, one);
      const [before, untouched] = [await bucketState(s3, bucket), await bucketState(s3, twin)];
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await bucketState(s3, bucket), { ...before, ...mended(bucket) });
      assert.deepEqual(await bucketState(s3, twin), untouched, 'another bucket is as it was');
      assertTold(hybrid, bucket);
    },
  })),
  {
    name: 'a bucket that no rule objects to',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const bucket = await soundBucket(s3);
      const before = await bucketState(s3, bucket);

      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));

      assert.deepEqual(await hybrid.waiting(), []);
      assert.deepEqual(await bucketState(s3, bucket), before);
    },
  },
  {
    name: 'an account whose Block Public Access is half off',
    async run(hybrid) {
      const { s3, s3Control } = hybrid.hub;
      const bucket = await soundBucket(s3);
      const before = await bucketState(s3, bucket);
      const half = { ...blocked, BlockPublicPolicy: false, RestrictPublicBuckets: false };
      await s3Control.send(new PutAccountBlockCommand({ AccountId: hub, PublicAccessBlockConfiguration: half }));
      try {
        await hybrid.record(recordedAccountBlock(hub, half));

        const outcomes = await hybrid.drain();

        assert.deepEqual(outcomes, { mended: 1 });
        const now = await s3Control.send(new GetPublicAccessBlockCommand({ AccountId: hub }));
        assert.deepEqual(now.PublicAccessBlockConfiguration, blocked);
        assert.deepEqual(await bucketState(s3, bucket), before, 'a bucket of the account is as it was');
      } finally {
        // Nothing is public in an account that blocks it, which is not what others are about.
        await s3Control.send(new DeleteAccountBlockCommand({ AccountId: hub }));
      }
    },
  },
];
