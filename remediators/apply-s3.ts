import {
  DeleteBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Failure } from '../contract/failure.ts';
import type { Change } from '../contract/plan.ts';
import type { Applied } from './apply.ts';
import { applyBucketSetting } from './apply-bucket-setting.ts';

/** The calls of a bucket plan. */
export async function applyS3(s3: Pick<S3Client, 'send'>, change: Change): Promise<Applied> {
  const input = { ...change.input, Bucket: String(change.input['Bucket']) };
  switch (change.service === 's3' ? change.operation : '') {
    case 'PutBucketAcl':
      await s3.send(new PutBucketAclCommand(input));
      return 'done';
    case 'PutBucketPolicy':
      if (typeof change.input['Policy'] !== 'string') break;
      await s3.send(new PutBucketPolicyCommand({ ...input, Policy: change.input['Policy'] }));
      return 'done';
    case 'DeleteBucketPolicy':
      await s3.send(new DeleteBucketPolicyCommand(input));
      return 'done';
    default:
      if (change.service === 's3' && (await applyBucketSetting(s3, change.operation, change.input))) return 'done';
  }
  throw new Failure('CHANGE_FAILED', `${change.service}:${change.operation} is not a call that mends a bucket`);
}
