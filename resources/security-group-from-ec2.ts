import type { IpPermission, SecurityGroup as Ec2SecurityGroup } from '@aws-sdk/client-ec2';
import { Failure } from '../contract/failure.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import { securityGroupArn } from './security-group-arn.ts';
import { securityGroupFromConfiguration } from './security-group-from-configuration.ts';

/**
 * A security group as DescribeSecurityGroups answers it, to the same model as from its configuration item: the permission is
 * respelt and read by the same code, so that the two can never disagree. Throws ITEM_UNREADABLE naming the group and the field,
 * in the item's spelling.
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
  return securityGroupFromConfiguration({ id, arn, accountId, region, tags }, group.GroupName ?? null, {
    groupName: group.GroupName,
    vpcId: group.VpcId,
    // The SDK leaves empty lists out.
    ipPermissions: (group.IpPermissions ?? []).map(respell),
    ipPermissionsEgress: (group.IpPermissionsEgress ?? []).map(respell),
  });
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
