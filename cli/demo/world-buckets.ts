import {
  type BucketCannedACL,
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalAccount } from '../../local/local-account.ts';
import type { WorldResource } from './world.ts';

interface BucketPlan {
  readonly name: string;
  readonly about: string;
  readonly ownership?: ObjectOwnership;
  /** Keep what AWS gives a new bucket, all four settings of Block Public Access on. */
  readonly blocked?: boolean;
  readonly acl?: BucketCannedACL;
  statements?(arn: string): object[];
  /** Block Public Access as somebody sets it after the policy was made public. */
  readonly restrictLater?: boolean;
}

const read = (arn: string, more: object): object => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
  ...more,
});
const bucketPlans: readonly BucketPlan[] = [
  { name: 'invoices', about: 'as AWS makes a new bucket: private', blocked: true },
  { name: 'holiday-photos', about: 'ACL public-read', ownership: 'ObjectWriter', acl: 'public-read' },
  { name: 'dropbox', about: 'ACL lets any AWS account read', ownership: 'ObjectWriter', acl: 'authenticated-read' },
  {
    name: 'reports',
    about: 'policy: one public statement beside a good one',
    statements: (arn) => [
      read(arn, { Sid: 'Auditor', Principal: { AWS: 'arn:aws:iam::210987654321:role/auditor' } }),
      read(arn, { Sid: 'ShareQuick', Principal: { AWS: ['*'] } }),
    ],
  },
  {
    name: 'website-old',
    about: 'policy: nothing but a public statement',
    statements: (arn) => [read(arn, { Principal: '*' })],
  },
  {
    name: 'network-only',
    about: 'Principal *, but from one VPC endpoint only',
    statements: (arn) => [
      read(arn, { Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } } }),
    ],
  },
  {
    name: 'contained',
    about: 'public policy, contained by Block Public Access',
    statements: (arn) => [read(arn, { Principal: '*' })],
    restrictLater: true,
  },
  {
    name: 'half-the-world',
    about: 'Principal *, from 0.0.0.0/1 and an office',
    statements: (arn) => [
      read(arn, { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '0.0.0.0/1'] } } }),
    ],
  },
];

export async function buildBuckets(account: LocalAccount): Promise<WorldResource[]> {
  const s3 = new S3Client(account.clientConfig());
  const buckets: WorldResource[] = [];
  for (const plan of bucketPlans) buckets.push(await bucket(s3, account, plan));
  return buckets;
}

async function bucket(s3: S3Client, account: LocalAccount, plan: BucketPlan): Promise<WorldResource> {
  const Bucket = `acme-${plan.name}`;
  const LocationConstraint = account.region as 'eu-west-1';
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  if (plan.blocked !== true) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  if (plan.ownership !== undefined) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: plan.ownership }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  }
  if (plan.acl !== undefined) await s3.send(new PutBucketAclCommand({ Bucket, ACL: plan.acl }));
  if (plan.statements !== undefined) {
    const Policy = JSON.stringify(
      { Version: '2012-10-17', Statement: plan.statements(`arn:aws:s3:::${Bucket}`) },
      null,
      2,
    );
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
  if (plan.restrictLater === true) {
    const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: on }));
  }
  return { id: Bucket, name: Bucket, about: plan.about };
}
