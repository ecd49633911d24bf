import assert from 'node:assert/strict';
import { PutBucketLoggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { type BucketState, bucketState, soundBucket } from './bucket-state.ts';
import { graceMinutes } from './deploy-hybrid.ts';
import type { Hybrid } from './hybrid.ts';
import { hub, logBucket } from './names.ts';
import { recordedBucket } from './recorded.ts';

export const beyondGraceMs = (graceMinutes + 1) * 60_000;

/** Found to be not logged, which has a grace period, and sound otherwise but for what is spoilt besides. */
export async function unloggedBucket(hybrid: Hybrid, spoil?: (Bucket: string) => Promise<void>) {
  const { s3 } = hybrid.hub;
  const bucket = await soundBucket(s3);
  await stopLogging(s3, bucket);
  await spoil?.(bucket);
  const before = await bucketState(s3, bucket);
  await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
  return { bucket, before };
}

/** Elsewhere than a mend would have it; answers where. */
export async function logByHand(s3: S3Client, Bucket: string): Promise<object> {
  const LoggingEnabled = { TargetBucket: logBucket, TargetPrefix: 'by-hand/' };
  await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
  return LoggingEnabled;
}

export async function stopLogging(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: {} }));
}

/** The grace period is over: the bucket is mended, and nothing is left in the queue. */
export async function assertLogged(hybrid: Hybrid, bucket: string, before: BucketState): Promise<void> {
  // A call that is slow for want of a processor may fail and be made again.
  const { failed: _, ...outcomes } = await hybrid.drain();
  assert.deepEqual(outcomes, { mended: 1 });
  const logging = { TargetBucket: logBucket, TargetPrefix: `${bucket}/` };
  assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), { ...before, logging });
  assert.deepEqual(await hybrid.waiting(), []);
}
