import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  DescribeVpcsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type BucketCase, bucketCases, type GroupCase, groupCases } from './cases.ts';

/** Makes every case in the account behind the clients. Answers the resource id of each, by its name. */
export async function seed(ec2: EC2Client, s3: S3Client, region: string): Promise<ReadonlyMap<string, string>> {
  const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const ids = new Map<string, string>();
  for (const group of groupCases) ids.set(group.name, await makeGroup(ec2, group, vpc?.VpcId));
  for (const bucket of bucketCases) ids.set(bucket.name, await makeBucket(s3, bucket, region));
  return ids;
}

async function makeGroup(ec2: EC2Client, { name, prefixList, permission }: GroupCase, VpcId?: string): Promise<string> {
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: name, Description: name, ...(VpcId === undefined ? {} : { VpcId }) }),
  );
  const sources =
    prefixList === undefined ? {} : { PrefixListIds: [{ PrefixListId: await listOf(ec2, name, prefixList) }] };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [{ ...permission, ...sources }] }));
  return GroupId;
}

async function listOf(ec2: EC2Client, name: string, cidrs: readonly string[]): Promise<string | undefined> {
  const made = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: name,
      MaxEntries: cidrs.length,
      AddressFamily: 'IPv4',
      Entries: cidrs.map((Cidr) => ({ Cidr })),
    }),
  );
  return made.PrefixList?.PrefixListId;
}

async function makeBucket(s3: S3Client, bucket: BucketCase, region: string): Promise<string> {
  const Bucket = `compared-${bucket.name}`;
  const CreateBucketConfiguration = { LocationConstraint: region as 'eu-west-1' };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration, ObjectOwnership: 'ObjectWriter' }));
  const { statement, acl, blocked } = bucket;
  if (acl !== undefined) await s3.send(new PutBucketAclCommand({ Bucket, ACL: acl }));
  if (statement !== undefined) {
    const Statement = [{ ...statement, Resource: `arn:aws:s3:::${Bucket}/*` }];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  }
  if (blocked !== undefined) {
    const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
  }
  return Bucket;
}
