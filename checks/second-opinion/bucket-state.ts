import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { hub, logBucket } from './names.ts';
import { newName } from './scenario.ts';
import { region } from './sides.ts';

/** All of a bucket that a rule judges or a mend writes, as moto answers it; null for what was never set. */
export interface BucketState {
  readonly grants: readonly string[];
  /** Parsed. */
  readonly policy: unknown;
  readonly block: object | null;
  readonly ownership: string | null;
  readonly encryption: object | null;
  readonly versioning: string | null;
  readonly logging: object | null;
  readonly tags: object | null;
}

export async function bucketState(s3: S3Client, Bucket: string): Promise<BucketState> {
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  const { Status = null } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  const { LoggingEnabled = null } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
  const [policy, block, ownership, encryption, tags] = await Promise.all([
    whereSet(s3.send(new GetBucketPolicyCommand({ Bucket }))),
    whereSet(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    whereSet(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
    whereSet(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
    whereSet(s3.send(new GetBucketTaggingCommand({ Bucket }))),
  ]);
  return {
    grants: Grants.map(({ Grantee, Permission }) => `${Grantee?.URI ?? Grantee?.Type} ${Permission}`),
    policy: JSON.parse(policy?.Policy ?? 'null'),
    block: block?.PublicAccessBlockConfiguration ?? null,
    ownership: ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? null,
    encryption: encryption?.ServerSideEncryptionConfiguration?.Rules?.[0] ?? null,
    versioning: Status,
    logging: LoggingEnabled,
    tags: tags?.TagSet ?? null,
  };
}

async function whereSet<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const unset = /^(NoSuch|OwnershipControlsNotFound|ServerSideEncryptionConfigurationNotFound)/;
    if (error instanceof Error && unset.test(error.name) && error.name !== 'NoSuchBucket') return null;
    throw error;
  }
}

export const blocked = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
export const open = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const Version = '2012-10-17';

/** What an auditor may do, and nobody is to lose. */
export const auditorOf = (Bucket: string): object => ({
  Sid: 'Auditor',
  Effect: 'Allow',
  Action: 's3:GetObject',
  Principal: { AWS: `arn:aws:iam::${hub}:role/auditor` },
  Resource: `arn:aws:s3:::${Bucket}/*`,
});
/** The same for anyone, which opens a bucket that blocks no policies. */
export const anyone = (Bucket: string): object => ({ ...auditorOf(Bucket), Sid: 'Anyone', Principal: '*' });
export const denyHttp = (Bucket: string): object => ({
  Sid: 'DenyPlainHttp',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

/** What S3, or another service, needs to deliver logs. */
export const takesLogs = (Bucket: string, service: 'logging.s3' | 'cloudtrail' = 'logging.s3'): object => ({
  Effect: 'Allow',
  Action: 's3:PutObject',
  Principal: { Service: `${service}.amazonaws.com` },
  Resource: `arn:aws:s3:::${Bucket}/*`,
});

export async function putPolicy(s3: S3Client, Bucket: string, ...Statement: readonly object[]): Promise<void> {
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version, Statement }) }));
}

export async function putEncryption(s3: S3Client, Bucket: string, algorithm: 'AES256' | 'aws:kms'): Promise<void> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm }, BucketKeyEnabled: true }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

export async function putOwnership(
  s3: S3Client,
  Bucket: string,
  ObjectOwnership: 'BucketOwnerEnforced' | 'ObjectWriter',
): Promise<void> {
  const OwnershipControls = { Rules: [{ ObjectOwnership }] };
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
}

async function unblock(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: open }));
}

/** Opens a bucket by its policy, to anyone beside the auditor and what else that says. */
export async function openByPolicy(s3: S3Client, Bucket: string, ...beside: readonly object[]): Promise<void> {
  await unblock(s3, Bucket);
  await putPolicy(s3, Bucket, auditorOf(Bucket), anyone(Bucket), ...beside);
}

/** The same, and opens it by its ACL as well. */
export async function openBothWays(s3: S3Client, Bucket: string, ...beside: readonly object[]): Promise<void> {
  await openByPolicy(s3, Bucket, ...beside);
  await openByAcl(s3, Bucket);
}

export async function openByAcl(s3: S3Client, Bucket: string): Promise<void> {
  await unblock(s3, Bucket);
  await putOwnership(s3, Bucket, 'ObjectWriter');
  await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
}

export async function createBucket(s3: S3Client, Bucket: string): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  return Bucket;
}

/** A bucket that no rule objects to. */
export async function soundBucket(s3: S3Client): Promise<string> {
  const Bucket = await createBucket(s3, newName('second-opinion'));
  await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: blocked }));
  await putOwnership(s3, Bucket, 'BucketOwnerEnforced');
  await putPolicy(s3, Bucket, auditorOf(Bucket), denyHttp(Bucket));
  await putEncryption(s3, Bucket, 'aws:kms');
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  const LoggingEnabled = { TargetBucket: await logsOf(s3), TargetPrefix: `${Bucket}/` };
  await s3.send(new PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }));
  const TagSet = [{ Key: 'team', Value: 'payments' }];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  return Bucket;
}

/** A bucket that two rules object to: its policy opens it, and it keeps no versions any more. */
export async function twiceUnsoundBucket(s3: S3Client): Promise<string> {
  const Bucket = await soundBucket(s3);
  await openByPolicy(s3, Bucket, denyHttp(Bucket));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
  return Bucket;
}

const withLogs = new WeakSet<S3Client>();

/** The bucket for logs, to which S3 may write them. */
async function logsOf(s3: S3Client): Promise<string> {
  if (withLogs.has(s3)) return logBucket;
  withLogs.add(s3);
  await createLogBucket(s3);
  return logBucket;
}

export async function createLogBucket(s3: S3Client): Promise<void> {
  await createBucket(s3, logBucket);
  await putPolicy(s3, logBucket, takesLogs(logBucket));
}
