import { DescribeSecurityGroupsCommand, type IpPermission } from '@aws-sdk/client-ec2';
import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  type PublicAccessBlockConfiguration,
  type ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import type { RecordedState } from '../../local/service.ts';
import type { Recorded } from './hybrid.ts';
import { region } from './sides.ts';
import type { Clients } from './step.ts';

const common = { resourceCreationTime: null, tags: {}, relationships: [], supplementaryConfiguration: {} } as const;

/** A live group in the stream form of a configuration item (AWS Config resource schema, AWS::EC2::SecurityGroup). */
export async function recordedGroup({ ec2 }: Clients, accountId: string, resourceId: string): Promise<Recorded> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [resourceId] }));
  const [group] = SecurityGroups ?? [];
  if (group === undefined) throw new Error(`there is no ${resourceId}`);
  const { GroupName: groupName = '', Description: description = '', VpcId: vpcId = '' } = group;
  const state: RecordedState = {
    ...common,
    resourceName: groupName,
    arn: `arn:aws:ec2:${region}:${accountId}:security-group/${resourceId}`,
    availabilityZone: 'Not Applicable',
    configuration: {
      groupId: resourceId,
      groupName,
      description,
      vpcId,
      ownerId: accountId,
      ipPermissions: (group.IpPermissions ?? []).map(permissionOf),
      ipPermissionsEgress: (group.IpPermissionsEgress ?? []).map(permissionOf),
      tags: [],
    },
  };
  return { accountId, resourceType: 'AWS::EC2::SecurityGroup', resourceId, state };
}

function permissionOf({ IpRanges = [], Ipv6Ranges = [], ...permission }: IpPermission): object {
  return {
    ipProtocol: permission.IpProtocol,
    ...(permission.FromPort === undefined ? {} : { fromPort: permission.FromPort, toPort: permission.ToPort }),
    ipv4Ranges: IpRanges.map(({ CidrIp, Description }) => ({ cidrIp: CidrIp, description: Description })),
    ipRanges: IpRanges.map(({ CidrIp }) => CidrIp),
    ipv6Ranges: Ipv6Ranges.map(({ CidrIpv6, Description }) => ({ cidrIpv6: CidrIpv6, description: Description })),
    prefixListIds: (permission.PrefixListIds ?? []).map(({ PrefixListId }) => ({ prefixListId: PrefixListId })),
    userIdGroupPairs: (permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId }) => ({
      groupId: GroupId,
      userId: UserId,
    })),
  };
}

const permissions: Readonly<Record<string, string>> = {
  FULL_CONTROL: 'FullControl',
  WRITE: 'Write',
  WRITE_ACP: 'WriteAcp',
  READ: 'Read',
  READ_ACP: 'ReadAcp',
};

/** A live bucket in the same form (AWS Config resource schema, AWS::S3::Bucket), as far as rules judge it. */
export async function recordedBucket({ s3 }: Clients, accountId: string, resourceId: string): Promise<Recorded> {
  const Bucket = resourceId;
  const { Owner, Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  const policyText = await s3
    .send(new GetBucketPolicyCommand({ Bucket }))
    .then(({ Policy }) => Policy ?? null, unset('NoSuchBucketPolicy'));
  const block = await s3
    .send(new GetPublicAccessBlockCommand({ Bucket }))
    .then(({ PublicAccessBlockConfiguration: one }) => one ?? null, unset('NoSuchPublicAccessBlockConfiguration'));
  const encryption = await s3
    .send(new GetBucketEncryptionCommand({ Bucket }))
    .then(
      ({ ServerSideEncryptionConfiguration: one }) => one ?? null,
      unset('ServerSideEncryptionConfigurationNotFoundError'),
    );
  const { Status: status = 'Off' } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  const { LoggingEnabled: logging } = await s3.send(new GetBucketLoggingCommand({ Bucket }));
  const owner = { displayName: null, id: Owner?.ID ?? '' };
  const state: RecordedState = {
    ...common,
    resourceName: Bucket,
    arn: `arn:aws:s3:::${Bucket}`,
    availabilityZone: 'Regional',
    configuration: { name: Bucket, owner, creationDate: '2022-01-01T00:00:00.000Z' },
    supplementaryConfiguration: {
      AccessControlList: JSON.stringify({
        grantSet: null,
        grantList: Grants.map(grantOf),
        owner,
        isRequesterCharged: false,
      }),
      BucketPolicy: { policyText },
      BucketLoggingConfiguration: {
        destinationBucketName: logging?.TargetBucket ?? null,
        logFilePrefix: logging?.TargetPrefix ?? null,
      },
      BucketVersioningConfiguration: { status, isMfaDeleteEnabled: null },
      ...(encryption === null ? {} : { ServerSideEncryptionConfiguration: encryptionOf(encryption) }),
      ...(block === null ? {} : { PublicAccessBlockConfiguration: blockOf(block) }),
    },
  };
  return { accountId, resourceType: 'AWS::S3::Bucket', resourceId, state };
}

function encryptionOf({ Rules = [] }: ServerSideEncryptionConfiguration): object {
  return {
    rules: Rules.map(({ ApplyServerSideEncryptionByDefault: by, BucketKeyEnabled }) => ({
      applyServerSideEncryptionByDefault: {
        sseAlgorithm: by?.SSEAlgorithm,
        kmsMasterKeyID: by?.KMSMasterKeyID ?? null,
      },
      bucketKeyEnabled: BucketKeyEnabled ?? false,
    })),
  };
}

function grantOf({ Grantee, Permission = 'READ' }: Grant): object {
  const group = Grantee?.URI?.split('/').at(-1);
  return { grantee: group ?? { id: Grantee?.ID, displayName: null }, permission: permissions[Permission] };
}

/** An account's settings in the same form (AWS Config resource schema, AWS::S3::AccountPublicAccessBlock). */
export function recordedAccountBlock(accountId: string, block: PublicAccessBlockConfiguration): Recorded {
  const state = { ...common, resourceName: null, arn: null, availabilityZone: 'Not Applicable' };
  return {
    accountId,
    resourceType: 'AWS::S3::AccountPublicAccessBlock',
    resourceId: accountId,
    state: { ...state, configuration: blockOf(block) },
  };
}

function blockOf(block: PublicAccessBlockConfiguration): Record<string, boolean> {
  return {
    blockPublicAcls: block.BlockPublicAcls === true,
    ignorePublicAcls: block.IgnorePublicAcls === true,
    blockPublicPolicy: block.BlockPublicPolicy === true,
    restrictPublicBuckets: block.RestrictPublicBuckets === true,
  };
}

function unset(code: string): (error: unknown) => null {
  return (error) => {
    if (error instanceof Error && error.name === code) return null;
    throw error;
  };
}
