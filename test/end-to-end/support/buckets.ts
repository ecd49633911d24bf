import {
  type BucketCannedACL,
  BucketLocationConstraint,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalAccount } from '../../../local/local-account.ts';

export interface BucketSettings {
  readonly acl?: BucketCannedACL;
  readonly policy?: string;
}

/** A bucket of the account's region, without Block Public Access, so that it can be opened. */
export async function createBucket(
  account: LocalAccount,
  Bucket: string,
  { acl, policy }: BucketSettings,
): Promise<string> {
  const s3 = new S3Client(account.clientConfig());
  // None is us-east-1 (S3 API, CreateBucket).
  const LocationConstraint = Object.values(BucketLocationConstraint).find((one) => one === account.region);
  const where = LocationConstraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  await s3.send(new CreateBucketCommand({ Bucket, ...where }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  if (acl !== undefined) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: acl }));
  }
  if (policy !== undefined) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
  return Bucket;
}

/** A policy that lets everyone read, beside one statement for a single role. */
export function sharedPolicy(bucket: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [auditor(bucket), everyone(bucket)] });
}

/** What must be left of `sharedPolicy`. */
export function auditorsPolicy(bucket: string): object {
  return { Version: '2012-10-17', Statement: [auditor(bucket)] };
}

function auditor(bucket: string): object {
  return {
    Sid: 'Auditor',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:role/auditor' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  };
}

function everyone(bucket: string): object {
  return { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
}

export async function policyOf(account: LocalAccount, Bucket: string): Promise<unknown> {
  const { Policy = '' } = await new S3Client(account.clientConfig()).send(new GetBucketPolicyCommand({ Bucket }));
  return JSON.parse(Policy);
}
