import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { effectiveGrants } from './acl.ts';
import { type Bucket, bucketArn, type Logging } from './bucket.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { isObject, parsePolicy, type Statement, stringsOf } from './policy-document.ts';
import { emptyAnswer, unsupported, xmlAnswer } from './s3-answer.ts';
import { elementOf, readXml } from './xml-body.ts';

const shape = { needs: 'bucket', path: 'bucket', selector: 'logging' } as const;

const Status = v.strictObject({
  LoggingEnabled: v.optional(
    v.strictObject({
      TargetBucket: v.string(),
      TargetPrefix: v.string(),
      TargetGrants: v.optional(elementOf(v.record(v.string(), v.unknown()))),
      TargetObjectKeyFormat: v.optional(v.unknown()),
    }),
  ),
});

/** Access logging is configured here; no logs are delivered. */
export const loggingOperations: BucketOperations = {
  /** An empty status where logging is off. */
  GetBucketLogging: {
    ...shape,
    method: 'GET',
    run: ({ bucket: { logging } }) =>
      xmlAnswer('BucketLoggingStatus', {
        LoggingEnabled:
          logging === undefined
            ? undefined
            : { TargetBucket: logging.targetBucket, TargetPrefix: logging.targetPrefix },
      }),
  },
  PutBucketLogging: {
    ...shape,
    method: 'PUT',
    needsChecksum: true,
    changes: true,
    run(call) {
      const enabled = readXml(call.body, 'BucketLoggingStatus', Status).LoggingEnabled;
      if (Object.keys(enabled?.TargetGrants ?? {}).length > 0) throw unsupported('TargetGrants of s3:PutBucketLogging');
      if (enabled?.TargetObjectKeyFormat !== undefined) {
        throw unsupported('TargetObjectKeyFormat of s3:PutBucketLogging');
      }
      call.bucket.logging =
        enabled === undefined
          ? undefined
          : checkedLogging({ targetBucket: enabled.TargetBucket, targetPrefix: enabled.TargetPrefix }, call);
      return emptyAnswer(200);
    },
  },
};

/**
 * The target has to exist in the same account and region and to let the log delivery service write, by ACL or by policy (S3 User
 * Guide, "Troubleshoot server access logging" and "Permissions for log delivery").
 */
function checkedLogging(logging: Logging, { bucket, buckets, caller, accountBlock }: BucketCall): Logging {
  const invalid = (message: string): AwsError =>
    new AwsError('InvalidTargetBucketForLogging', message, 400, { TargetBucket: logging.targetBucket });
  const target = buckets.find(caller.partition, logging.targetBucket);
  if (target === undefined) throw invalid('The target bucket for logging does not exist');
  if (target.accountId !== bucket.accountId) {
    throw invalid('The owner for the bucket to be logged and the target bucket must be the same.');
  }
  if (target.region !== bucket.region) {
    // The code is misspelt in S3 too.
    throw new AwsError('CrossLocationLoggingProhibitted', 'Cross S3 location logging not allowed. ', 403, {
      TargetBucketLocation: target.region,
    });
  }
  const granted = effectiveGrants(target, accountBlock)
    .filter(({ grantee }) => grantee.kind === 'group' && grantee.name === 'LogDelivery')
    .map(({ permission }) => permission);
  const byAcl = granted.includes('FULL_CONTROL') || (granted.includes('WRITE') && granted.includes('READ_ACP'));
  if (!byAcl && !letsLogsIn(target)) {
    throw invalid('You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket');
  }
  return logging;
}

function letsLogsIn(target: Bucket): boolean {
  if (target.policy === undefined) return false;
  return parsePolicy(target.policy, bucketArn(target)).some(
    (statement: Statement) =>
      statement['Effect'] === 'Allow' &&
      isObject(statement['Principal']) &&
      stringsOf(statement['Principal']['Service']).includes('logging.s3.amazonaws.com') &&
      stringsOf(statement['Action']).some((action) =>
        ['s3:putobject', 's3:*', 's3:put*'].includes(action.toLowerCase()),
      ),
  );
}
