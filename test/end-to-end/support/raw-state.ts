import {
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import {
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { LocalAccount } from '../../../local/local-account.ts';
import { ec2Of } from './security-groups.ts';

/**
 * All that AWS answers about every security group, with its rules and their ids, and about every bucket: JSON by id, so that two
 * moments can be compared byte for byte.
 */
export async function rawState(account: LocalAccount): Promise<Map<string, string>> {
  return new Map([...(await groupsOf(account)), ...(await bucketsOf(account))]);
}

async function groupsOf(account: LocalAccount): Promise<[string, string][]> {
  const client = ec2Of(account);
  const rules: SecurityGroupRule[] = [];
  for await (const { SecurityGroupRules = [] } of paginateDescribeSecurityGroupRules(
    { client },
    { MaxResults: 1000 },
  )) {
    rules.push(...SecurityGroupRules);
  }
  const state: [string, string][] = [];
  for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups({ client }, { MaxResults: 1000 })) {
    for (const group of SecurityGroups) {
      const own = rules.filter(({ GroupId }) => GroupId === group.GroupId);
      state.push([group.GroupId ?? '', JSON.stringify({ group, own })]);
    }
  }
  return state;
}

async function bucketsOf(account: LocalAccount): Promise<[string, string][]> {
  const s3 = new S3Client(account.clientConfig());
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return Promise.all(
    Buckets.map(async ({ Name: Bucket = '' }): Promise<[string, string]> => {
      const [acl, policy, block, ownership] = await Promise.all([
        s3.send(new GetBucketAclCommand({ Bucket })),
        s3.send(new GetBucketPolicyCommand({ Bucket })).catch(errorName),
        s3.send(new GetPublicAccessBlockCommand({ Bucket })).catch(errorName),
        s3.send(new GetBucketOwnershipControlsCommand({ Bucket })).catch(errorName),
      ]);
      const answers = [acl, policy, block, ownership].map((answer) => ({ ...answer, $metadata: undefined }));
      return [Bucket, JSON.stringify(answers)];
    }),
  );
}

function errorName(error: unknown): { error: string } {
  return { error: error instanceof Error ? error.name : String(error) };
}
