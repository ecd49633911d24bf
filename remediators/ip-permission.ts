import type { IpPermission } from '@aws-sdk/client-ec2';
import type { GroupRule } from '../contract/resource.ts';

/**
 * Rules as EC2's calls take them, sources of equal protocol and ports together, in the order given. Descriptions are for
 * authorising; to revoke, EC2 matches protocol, ports and source, and needs none (EC2 API, RevokeSecurityGroupIngress).
 */
export function ipPermissions(rules: readonly GroupRule[], descriptions: 'with' | 'without'): IpPermission[] {
  const permissions = new Map<string, IpPermission>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    const permission = permissions.get(key) ?? {
      IpProtocol: rule.protocol,
      ...(rule.fromPort === null ? {} : { FromPort: rule.fromPort }),
      ...(rule.toPort === null ? {} : { ToPort: rule.toPort }),
    };
    permissions.set(key, permission);
    addSource(permission, rule, descriptions === 'with' && rule.description ? { Description: rule.description } : {});
  }
  return [...permissions.values()];
}

function addSource(permission: IpPermission, { source }: GroupRule, description: { Description?: string }): void {
  switch (source.kind) {
    case 'ipv4':
      (permission.IpRanges ??= []).push({ CidrIp: source.cidr, ...description });
      break;
    case 'ipv6':
      (permission.Ipv6Ranges ??= []).push({ CidrIpv6: source.cidr, ...description });
      break;
    case 'prefix-list':
      (permission.PrefixListIds ??= []).push({ PrefixListId: source.id, ...description });
      break;
    case 'group':
      (permission.UserIdGroupPairs ??= []).push({
        GroupId: source.groupId,
        ...(source.userId === undefined ? {} : { UserId: source.userId }),
        ...description,
      });
      break;
  }
}
