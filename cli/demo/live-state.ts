import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { Resource } from '../../contract/resource.ts';
import { describeRule } from '../../exposure/describe-rule.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { describeStatement, nameStatement } from '../../publicness/describe-statement.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { createBucketReader } from '../../resources/bucket-reader.ts';
import { createSecurityGroupReader } from '../../resources/security-group-reader.ts';

/** Every group and bucket as AWS answers for them now, by id. */
export async function readLiveState(account: LocalAccount): Promise<Map<string, Resource>> {
  const where = { accountId: account.accountId, region: account.region, partition: 'aws' };
  const client = account.clientConfig();
  const groups = createSecurityGroupReader(new EC2Client(client), where);
  const control = new S3ControlClient({
    ...client,
    endpoint: account.environment()['AWS_ENDPOINT_URL_S3_CONTROL'] ?? '',
  });
  const buckets = createBucketReader(new S3Client(client), control, where);
  const state = new Map<string, Resource>();
  for await (const group of groups.list()) state.set(group.id, group);
  for await (const bucket of buckets.list()) state.set(bucket.id, bucket);
  return state;
}

/** What of a resource matters here, a line each: who gets in, or what opens the bucket. */
export function describeState(resource: Resource | undefined): string[] {
  if (resource === undefined) return ['gone'];
  switch (resource.type) {
    case 'AWS::EC2::SecurityGroup': {
      const ingress = resource.rules.filter(({ direction }) => direction === 'ingress');
      return ingress.length === 0 ? ['no ingress'] : ingress.map(describeRule);
    }
    case 'AWS::S3::Bucket': {
      const others = resource.grants.filter(({ grantee }) => grantee.kind !== 'user');
      const acl = others.map(
        ({ grantee, permission }) => `ACL ${permission} to ${grantee.kind === 'group' ? grantee.uri : ''}`,
      );
      return [...(acl.length === 0 ? ['ACL: owner only'] : acl), ...describePolicy(resource.policy)];
    }
    case 'AWS::S3::AccountPublicAccessBlock':
      return [JSON.stringify(resource.publicAccessBlock)];
  }
}

function describePolicy(policy: string | null): string[] {
  if (policy === null) return ['no policy'];
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return [reading.reason];
  return reading.statements.map((statement) =>
    statement.effect === 'Allow' ? describeStatement(statement) : `${nameStatement(statement)} (${statement.effect})`,
  );
}
