import type { IpPermission, SecurityGroup as Ec2SecurityGroup } from '@aws-sdk/client-ec2';
import type { GroupRule, SecurityGroup } from '../../contract/resource.ts';

/** A configuration item of a security group in the stream form of a rule event, with the given `configuration`. */
export function streamItem(configuration: unknown, overrides: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    relatedEvents: [],
    relationships: [{ resourceId: 'vpc-0a1b', resourceType: 'AWS::EC2::VPC', name: 'Is contained in Vpc' }],
    configuration,
    supplementaryConfiguration: {},
    tags: {},
    configurationItemVersion: '1.3',
    configurationItemCaptureTime: '2026-03-01T09:30:00.000Z',
    configurationStateId: 1772357400000,
    awsAccountId: '123456789012',
    configurationItemStatus: 'OK',
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-0a1b2c3d4e5f60718',
    resourceName: 'web',
    ARN: 'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-0a1b2c3d4e5f60718',
    awsRegion: 'eu-west-1',
    availabilityZone: 'Not Applicable',
    resourceCreationTime: null,
    ...overrides,
  };
}

/** What AWS Config records of a group, stream form. Sources of equal protocol and ports share a permission. */
export function asStreamItem(group: SecurityGroup): unknown {
  const tags = Object.entries(group.tags).map(([key, value]) => ({ key, value }));
  return streamItem(
    {
      ownerId: group.accountId,
      groupName: group.name,
      groupId: group.id,
      description: 'a group',
      vpcId: group.vpcId,
      tags,
      ipPermissions: itemPermissions(group.rules.filter(({ direction }) => direction === 'ingress')),
      ipPermissionsEgress: itemPermissions(group.rules.filter(({ direction }) => direction === 'egress')),
    },
    { resourceId: group.id, resourceName: group.name, ARN: group.arn, tags: group.tags },
  );
}

/** The same item as GetResourceConfigHistory answers it. */
export function asApiItem(group: SecurityGroup): unknown {
  return {
    version: '1.3',
    accountId: group.accountId,
    configurationItemCaptureTime: new Date('2026-03-01T09:30:00.000Z'),
    configurationItemStatus: 'OK',
    configurationStateId: '1772357400000',
    arn: group.arn,
    resourceType: group.type,
    resourceId: group.id,
    resourceName: group.name,
    awsRegion: group.region,
    tags: group.tags,
    configuration: JSON.stringify(field(asStreamItem(group), 'configuration')),
    supplementaryConfiguration: {},
  };
}

/** What DescribeSecurityGroups answers, protocols by name and empty lists left out. */
export function asEc2(group: SecurityGroup): Ec2SecurityGroup {
  return {
    GroupId: group.id,
    GroupName: group.name,
    OwnerId: group.accountId,
    Description: 'a group',
    SecurityGroupArn: group.arn,
    ...(group.vpcId === null ? {} : { VpcId: group.vpcId }),
    Tags: Object.entries(group.tags).map(([Key, Value]) => ({ Key, Value })),
    IpPermissions: ec2Permissions(group.rules.filter(({ direction }) => direction === 'ingress')),
    IpPermissionsEgress: ec2Permissions(group.rules.filter(({ direction }) => direction === 'egress')),
  };
}

const numbers: Readonly<Record<string, string>> = { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' };

function itemPermissions(rules: readonly GroupRule[]): unknown[] {
  return grouped(rules).map((rules) => {
    const of = (kind: GroupRule['source']['kind']) => rules.filter(({ source }) => source.kind === kind);
    const { protocol = '', fromPort, toPort } = rules[0] ?? {};
    const described = ({ description }: GroupRule) => (description === undefined ? {} : { description });
    return {
      ipProtocol: numbers[protocol] ?? protocol,
      fromPort,
      toPort,
      ipv4Ranges: of('ipv4').map((rule) => ({ cidrIp: field(rule.source, 'cidr'), ...described(rule) })),
      ipRanges: of('ipv4').map((rule) => field(rule.source, 'cidr')),
      ipv6Ranges: of('ipv6').map((rule) => ({ cidrIpv6: field(rule.source, 'cidr'), ...described(rule) })),
      prefixListIds: of('prefix-list').map((rule) => ({ prefixListId: field(rule.source, 'id'), ...described(rule) })),
      userIdGroupPairs: of('group').map((rule) => ({
        groupId: field(rule.source, 'groupId'),
        userId: field(rule.source, 'userId'),
        groupName: null,
        ...described(rule),
      })),
    };
  });
}

function ec2Permissions(rules: readonly GroupRule[]): IpPermission[] {
  return grouped(rules).map((rules) => {
    const { protocol = '', fromPort, toPort } = rules[0] ?? {};
    const permission: IpPermission = {
      IpProtocol: protocol,
      ...(typeof fromPort === 'number' ? { FromPort: fromPort } : {}),
      ...(typeof toPort === 'number' ? { ToPort: toPort } : {}),
    };
    for (const { source, description } of rules.toReversed()) {
      const described = description === undefined ? {} : { Description: description };
      if (source.kind === 'ipv4') (permission.IpRanges ??= []).push({ CidrIp: source.cidr, ...described });
      if (source.kind === 'ipv6') (permission.Ipv6Ranges ??= []).push({ CidrIpv6: source.cidr, ...described });
      if (source.kind === 'prefix-list') {
        (permission.PrefixListIds ??= []).push({ PrefixListId: source.id, ...described });
      }
      if (source.kind === 'group') {
        (permission.UserIdGroupPairs ??= []).push({ GroupId: source.groupId, UserId: source.userId, ...described });
      }
    }
    return permission;
  });
}

function grouped(rules: readonly GroupRule[]): GroupRule[][] {
  const groups = new Map<string, GroupRule[]>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
