import assert from 'node:assert/strict';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  paginateListObjectsV2,
  PutBucketLoggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import {
  auditorOf,
  bucketState,
  createLogBucket,
  denyHttp,
  putPolicy,
  soundBucket,
  takesLogs,
} from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub, logBucket } from './names.ts';
import { recordedBucket } from './recorded.ts';
import { messagesAbout, mendsTold, type Scenario } from './scenario.ts';
import { changesOf, ofCall, passes } from './troubles.ts';

interface Unloggable {
  readonly name: string;
  /** What makes it wrong to have the bucket logged, and what takes that back. */
  make(hybrid: Hybrid, bucket: string): Promise<void>;
  undo(hybrid: Hybrid): Promise<unknown>;
  why(bucket: string): string;
}

const unloggable: readonly Unloggable[] = [
  {
    name: 'that takes the logs of the bucket its own would go to',
    async make({ hub: { s3 } }, TargetBucket) {
      // This order, since moto reads statements up to the one that lets S3 deliver logs, and answers 500 where one before it is for everyone.
      await putPolicy(s3, TargetBucket, takesLogs(TargetBucket), auditorOf(TargetBucket), denyHttp(TargetBucket));
      const LoggingEnabled = { TargetBucket, TargetPrefix: '' };
      await s3.send(new PutBucketLoggingCommand({ Bucket: logBucket, BucketLoggingStatus: { LoggingEnabled } }));
    },
    undo: ({ hub: { s3 } }) => s3.send(new PutBucketLoggingCommand({ Bucket: logBucket, BucketLoggingStatus: {} })),
    why: (bucket) =>
      `the logs of ${logBucket} go to ${bucket}, so that each delivery of logs would be logged again, without end`,
  },
  {
    name: 'whose logs would go to a bucket that is gone',
    async make({ hub: { s3 } }) {
      await empty(s3, logBucket);
      await s3.send(new DeleteBucketCommand({ Bucket: logBucket }));
    },
    undo: ({ hub: { s3 } }) => createLogBucket(s3),
    why: () => `there is no bucket ${logBucket} to send the logs to`,
  },
];

/** Buckets that are not logged, and must not be as the rule would have it. */
export const logLoopScenarios: readonly Scenario[] = unloggable.map(({ name, make, undo, why }) => ({
  name: `a bucket ${name}, which is left to people`,
  async run(hybrid) {
    const { s3 } = hybrid.hub;
    const bucket = await soundBucket(s3);
    await s3.send(new PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: {} }));
    await make(hybrid, bucket);
    try {
      const before = await bucketState(s3, bucket);
      const looks = hybrid.way.meet(ofCall('GET logging', logBucket), passes, Number.POSITIVE_INFINITY);
      const changes = changesOf(hybrid, bucket);

      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
      const queued = await hybrid.waiting();
      const outcomes = await hybrid.drain();

      assert.ok(looks() > 0, 'the rule looks at how the target is logged');
      assert.deepEqual([queued, outcomes, changes()], [[], {}, []]);
      assert.deepEqual(await bucketState(s3, bucket), before);
      const [verdict = '', ...more] = messagesAbout(hybrid, bucket).filter((message) =>
        message.includes('Non-compliant'),
      );
      assert.deepEqual(more, []);
      assert.ok(verdict.includes(`access is not logged; not mended: ${why(bucket)}`), verdict);
      assert.deepEqual(mendsTold(hybrid, bucket), []);
    } finally {
      await undo(hybrid);
    }
  },
}));

/** moto delivers logs, and at once. */
async function empty(client: S3Client, Bucket: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  }
}
