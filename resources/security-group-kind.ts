import { EC2Client } from '@aws-sdk/client-ec2';
import { type ClientOptions, perRegion } from './client-cache.ts';
import type { ChangeSources, Where } from './reader.ts';
import type { ResourceKind } from './resource-kind.ts';
import { securityGroupFromItem } from './security-group-from-item.ts';
import { createSecurityGroupReader } from './security-group-reader.ts';

export const ec2ClientOf = perRegion((region, options) => new EC2Client({ region, maxAttempts: 6, ...options }));

export const securityGroupKind = {
  resourceType: 'AWS::EC2::SecurityGroup',
  iamActions: ['ec2:DescribeSecurityGroups', 'ec2:GetManagedPrefixListEntries'],
  fromItem: securityGroupFromItem,
  createReader: (where: Where, options?: ClientOptions, changes?: ChangeSources) =>
    createSecurityGroupReader(ec2ClientOf(where.region, options), where, changes),
} satisfies ResourceKind<'AWS::EC2::SecurityGroup'>;
