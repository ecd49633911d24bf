import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';

/**
 * Sends the access logs to the target of the violation; nothing where access is logged by now, or the target is the bucket itself,
 * whose log files would be logged without end. Whether the target exists in the same account and region is S3's to say: it refuses
 * the call (S3 API Reference, "PutBucketLogging").
 */
export function bucketLoggingPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const { id, accountId, logging } = bucket;
  const violation = violations.find((one) => one.kind === 'logging-off' && isMendable(one));
  if (violation?.kind !== 'logging-off' || violation.target === undefined || logging !== null) return null;
  const { bucket: TargetBucket, prefix: TargetPrefix } = violation.target;
  if (TargetBucket === id) return null;
  return {
    changes: [
      {
        service: 's3',
        operation: 'PutBucketLogging',
        input: {
          Bucket: id,
          ExpectedBucketOwner: accountId,
          BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix } },
        },
      },
    ],
    before: ['access logs: none'],
    after: [`access logs: to s3://${TargetBucket}/${TargetPrefix}`],
    notes: [
      // Amazon S3 User Guide, "Permissions for log delivery" and "Enabling Amazon S3 server access logging".
      `The policy of ${TargetBucket} has to let logging.s3.amazonaws.com put objects there, and its default encryption be AES256; else the logs are lost without a word.`,
    ],
  };
}
