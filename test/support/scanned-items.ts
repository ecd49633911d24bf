import { itemAcl, streamItem } from './buckets.ts';
import { groupItem, permission } from './rule-events.ts';

/** The item of a bucket that its ACL opens to everyone, in account 111122223333. */
export const publicBucket = streamItem({
  supplementary: { AccessControlList: itemAcl({ grantee: 'AllUsers', permission: 'Read' }) },
});

export const allOn = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** The item of an account's public access block; without an account that of the public bucket. */
export function accountBlock(configuration: unknown, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  const awsAccountId = overrides['awsAccountId'] ?? '111122223333';
  return groupItem({
    resourceType: 'AWS::S3::AccountPublicAccessBlock',
    resourceId: awsAccountId,
    awsAccountId,
    ARN: null,
    configuration,
    ...overrides,
  });
}

export function prefixList(configuration: unknown, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return groupItem({
    resourceType: 'AWS::EC2::PrefixList',
    resourceId: 'pl-1',
    ARN: null,
    configuration,
    ...overrides,
  });
}

/** The item of a group that is as open to SSH as that prefix list is wide. */
export const throughList = groupItem({
  configuration: {
    groupName: 'web',
    ipPermissions: [{ ...permission('tcp', 22, 22), prefixListIds: [{ prefixListId: 'pl-1' }] }],
  },
});
