import type { XmlValue } from '../xml.ts';
import type { RuleSource, RuleSpec } from './rule.ts';

type Described<Kind extends RuleSource['kind']> = Extract<RuleSource, { kind: Kind }> & {
  readonly description: string | undefined;
};

/** An IpPermission: the sources that share protocol and ports. Ports are undefined where EC2 leaves them out. */
export interface Permission {
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly ipv4: Described<'ipv4'>[];
  readonly ipv6: Described<'ipv6'>[];
  readonly prefixLists: Described<'prefix-list'>[];
  readonly groups: Described<'group'>[];
}

/** Groups rules of one direction as DescribeSecurityGroups does, in the order of their first rules. */
export function permissionsOf(rules: Iterable<RuleSpec>): Permission[] {
  const permissions = new Map<string, Permission>();
  for (const { protocol, fromPort, toPort, source, description } of rules) {
    const key = `${protocol} ${fromPort} ${toPort}`;
    const permission = permissions.get(key) ?? {
      protocol,
      fromPort: fromPort ?? undefined,
      toPort: toPort ?? undefined,
      ipv4: [],
      ipv6: [],
      prefixLists: [],
      groups: [],
    };
    permissions.set(key, permission);
    switch (source.kind) {
      case 'ipv4':
        permission.ipv4.push({ ...source, description });
        break;
      case 'ipv6':
        permission.ipv6.push({ ...source, description });
        break;
      case 'prefix-list':
        permission.prefixLists.push({ ...source, description });
        break;
      case 'group':
        permission.groups.push({ ...source, description });
        break;
    }
  }
  return [...permissions.values()];
}

/** The members of a group pair, in the spelling that the query protocol and Config items share. */
export function groupPair({ groupId, userId, description, vpcId, vpcPeeringConnectionId }: Described<'group'>): {
  readonly [member: string]: string | undefined;
} {
  return {
    groupId,
    userId,
    description,
    vpcId,
    vpcPeeringConnectionId,
    peeringStatus: vpcPeeringConnectionId === undefined ? undefined : 'active',
  };
}

export function permissionXml({ protocol, fromPort, toPort, ...sources }: Permission): XmlValue {
  return {
    ipProtocol: protocol,
    fromPort,
    toPort,
    groups: sources.groups.map(groupPair),
    ipRanges: sources.ipv4.map(({ cidr, description }) => ({ cidrIp: cidr, description })),
    ipv6Ranges: sources.ipv6.map(({ cidr, description }) => ({ cidrIpv6: cidr, description })),
    prefixListIds: sources.prefixLists.map(({ id, description }) => ({ prefixListId: id, description })),
  };
}
