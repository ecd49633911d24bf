import type { RecordedState } from '../service.ts';
import type { Group } from './group.ts';
import { groupPair, type Permission, permissionsOf } from './permissions.ts';
import { currentEntries, type PrefixList } from './prefix-list.ts';
import { prefixListArn } from './prefix-list-reads.ts';
import type { Ec2Region } from './region.ts';
import { tagSet } from './tag-specifications.ts';

const common = {
  availabilityZone: 'Not Applicable',
  resourceCreationTime: null,
  supplementaryConfiguration: {},
} as const;

/** AWS::EC2::SecurityGroup in the stream form of a configuration item: camelCase, ports absent where they mean nothing. */
export function recordedGroup(region: Ec2Region, group: Group): RecordedState {
  const rules = [...group.rules.values()];
  return {
    ...common,
    resourceName: group.name,
    arn: region.arn('security-group', group.id),
    tags: Object.fromEntries(group.tags),
    configuration: {
      description: group.description,
      groupName: group.name,
      ipPermissions: permissionsOf(rules.filter(({ egress }) => !egress)).map(recordedPermission),
      ownerId: region.accountId,
      groupId: group.id,
      ipPermissionsEgress: permissionsOf(rules.filter(({ egress }) => egress)).map(recordedPermission),
      tags: tagSet(group.tags),
      vpcId: group.vpcId,
    },
    relationships: [
      ...[...group.networkInterfaceIds].map((resourceId) => ({
        resourceType: 'AWS::EC2::NetworkInterface',
        resourceId,
        name: 'Is associated with NetworkInterface',
      })),
      { resourceType: 'AWS::EC2::VPC', resourceId: group.vpcId, name: 'Is contained in Vpc' },
    ],
  };
}

/** `ipRanges` repeats `ipv4Ranges` as plain strings, for readers of the older form. */
function recordedPermission({ protocol, fromPort, toPort, ...sources }: Permission): object {
  return present({
    fromPort,
    ipProtocol: protocol,
    ipv6Ranges: sources.ipv6.map(({ cidr, description }) => present({ cidrIpv6: cidr, description })),
    prefixListIds: sources.prefixLists.map(({ id, description }) => present({ prefixListId: id, description })),
    toPort,
    userIdGroupPairs: sources.groups.map((pair) => present(groupPair(pair))),
    ipv4Ranges: sources.ipv4.map(({ cidr, description }) => present({ cidrIp: cidr, description })),
    ipRanges: sources.ipv4.map(({ cidr }) => cidr),
  });
}

/**
 * AWS::EC2::PrefixList: the CloudFormation spelling with the ids that Config adds, `Version` as text (AWS Config resource schema,
 * AWS::EC2::PrefixList).
 */
export function recordedPrefixList(region: Ec2Region, list: PrefixList): RecordedState {
  return {
    ...common,
    resourceName: list.name,
    arn: prefixListArn(region, list),
    tags: Object.fromEntries(list.tags),
    configuration: {
      PrefixListId: list.id,
      PrefixListName: list.name,
      Arn: prefixListArn(region, list),
      OwnerId: list.ownerId,
      AddressFamily: list.family,
      MaxEntries: list.maxEntries,
      Version: String(list.version),
      Entries: currentEntries(list).map(({ cidr, description }) => present({ Cidr: cidr, Description: description })),
    },
    relationships: [],
  };
}

function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
