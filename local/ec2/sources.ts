import { AwsError } from '../aws-error.ts';
import type { Group } from './group.ts';
import { findOne } from './ids.ts';
import type { Ec2Region } from './region.ts';
import type { RuleSource } from './rule.ts';

/**
 * Throws unless what the source names exists. A group of another VPC needs a peering connection; the local account has none
 * of its own and takes the one that the caller names as given.
 */
export function checkSource(region: Ec2Region, group: Group, source: RuleSource): void {
  if (source.kind === 'prefix-list') findOne('pl', region.prefixLists, source.id);
  if (source.kind !== 'group') return;
  const owner = source.userId === region.accountId ? region : region.inAccount(source.userId);
  const referred = findOne('sg', owner.groups, source.groupId);
  if (referred.vpcId === group.vpcId || source.vpcPeeringConnectionId !== undefined) return;
  throw new AwsError('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
}
