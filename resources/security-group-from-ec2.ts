import type { IpPermission, SecurityGroup as Ec2SecurityGroup } from '@aws-sdk/client-ec2';
import { Failure } from '../contract/failure.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { describeSource } from '../exposure/describe-rule.ts';
import { securityGroupArn } from './security-group-arn.ts';
import { securityGroupFromConfiguration } from './security-group-from-configuration.ts';

/**
 * A security group as DescribeSecurityGroups answers it, to the same model as from its configuration item: the permission is
 * respelt and read by the same code, so that the two can never disagree. Throws ITEM_UNREADABLE naming the group and the field,
 * in the item's spelling; also for a rule that no call to EC2 could name.
 */
export function securityGroupFromEc2(
  group: Ec2SecurityGroup,
  where: { readonly accountId: string; readonly region: string; readonly partition: string },
): SecurityGroup {
  const id = group.GroupId;
  if (!id)
    throw new Failure('ITEM_UNREADABLE', 'security group: GroupId is missing in the answer of DescribeSecurityGroups');
  const { accountId, region, partition } = where;
  const arn = group.SecurityGroupArn ?? securityGroupArn(partition, region, accountId, id);
  const tags = Object.fromEntries((group.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const read = securityGroupFromConfiguration({ id, arn, accountId, region, tags }, group.GroupName ?? null, {
    groupName: group.GroupName,
    vpcId: group.VpcId,
    // The SDK leaves empty lists out.
    ipPermissions: (group.IpPermissions ?? []).map(respell),
    ipPermissionsEgress: (group.IpPermissionsEgress ?? []).map(respell),
  });
  for (const rule of read.rules) refuseUnnameable(id, rule);
  return read;
}

/** Old configuration items have tcp without ports. EC2 has not: to authorise or revoke it, it wants both. */
function refuseUnnameable(id: string, { protocol, fromPort, source }: GroupRule): void {
  if (fromPort !== null || (protocol !== 'tcp' && protocol !== 'udp')) return;
  throw new Failure(
    'ITEM_UNREADABLE',
    `security group ${id}: fromPort and toPort of ${protocol} for ${describeSource(source)} are missing in the answer of ` +
      'DescribeSecurityGroups: EC2 would not revoke such a rule, a person has to look at it',
    { ids: { resourceId: id } },
  );
}

function respell(permission: IpPermission): Record<string, unknown> {
  return {
    ipProtocol: permission.IpProtocol,
    fromPort: permission.FromPort,
    toPort: permission.ToPort,
    ipv4Ranges: permission.IpRanges?.map(({ CidrIp, Description }) => ({ cidrIp: CidrIp, description: Description })),
    ipv6Ranges: permission.Ipv6Ranges?.map(({ CidrIpv6, Description }) => ({
      cidrIpv6: CidrIpv6,
      description: Description,
    })),
    prefixListIds: permission.PrefixListIds?.map(({ PrefixListId, Description }) => ({
      prefixListId: PrefixListId,
      description: Description,
    })),
    userIdGroupPairs: permission.UserIdGroupPairs?.map((pair) => ({
      groupId: pair.GroupId,
      userId: pair.UserId,
      groupName: pair.GroupName,
      vpcId: pair.VpcId,
      vpcPeeringConnectionId: pair.VpcPeeringConnectionId,
      description: pair.Description,
    })),
  };
}
