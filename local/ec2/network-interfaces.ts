import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { XmlValue } from '../xml.ts';
import { ipv4Text } from './cidr.ts';
import { FilterMember, filterBy, idsAsked, type Property, tagProperty } from './filters.ts';
import { nameKey } from './group.ts';
import { findAll, findOne } from './ids.ts';
import type { NetworkInterface } from './network-interface.ts';
import { type Ec2Operation, notTogether, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import type { Ec2Region, Subnet } from './region.ts';
import { tagsGiven, tagSet, TagSpecificationMember } from './tag-specifications.ts';

/** CreateNetworkInterface, DeleteNetworkInterface and DescribeNetworkInterfaces: what makes a group one in use. */
export const networkInterfaceOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateNetworkInterface: operation(
    {
      SubnetId: v.string(),
      SecurityGroupId: v.optional(v.array(v.string()), []),
      Description: v.optional(v.string(), ''),
      ClientToken: v.optional(v.string()),
      ...TagSpecificationMember,
    },
    (input, region) => {
      const { SubnetId, SecurityGroupId, Description: description, ClientToken, TagSpecification } = input;
      const subnet = findOne('subnet', region.subnets, SubnetId);
      const groups = findAll('sg', region.groups, SecurityGroupId);
      if (groups.some(({ vpcId }) => vpcId !== subnet.vpcId)) {
        throw new AwsError(
          'InvalidGroup.NotFound',
          'You have specified two resources that belong to different networks.',
        );
      }
      const fallback = region.groupsByName.get(nameKey(subnet.vpcId, 'default'));
      const protecting = groups.length === 0 && fallback !== undefined ? [fallback] : groups;
      const tags = tagsGiven(TagSpecification, 'network-interface');
      return () =>
        region.once(ClientToken, input, () => {
          const networkInterface: NetworkInterface = {
            id: region.newId('eni'),
            sequence: region.nextSequence(),
            subnet,
            groupIds: protecting.map(({ id }) => id),
            description,
            privateIpAddress: nextAddress(subnet),
            tags,
          };
          region.networkInterfaces.set(networkInterface.id, networkInterface);
          for (const group of protecting) {
            group.networkInterfaceIds.add(networkInterface.id);
            region.changed('AWS::EC2::SecurityGroup', group.id);
          }
          return { networkInterface: interfaceXml(region, networkInterface) };
        });
    },
  ),
  DeleteNetworkInterface: operation({ NetworkInterfaceId: v.string() }, (input, region) => {
    const { id, groupIds } = findOne('eni', region.networkInterfaces, input.NetworkInterfaceId);
    return () => {
      region.networkInterfaces.delete(id);
      for (const groupId of groupIds) {
        region.groups.get(groupId)?.networkInterfaceIds.delete(id);
        region.changed('AWS::EC2::SecurityGroup', groupId);
      }
      return { return: true };
    };
  }),
  DescribeNetworkInterfaces: operation(
    { ...FilterMember, ...PageMembers, NetworkInterfaceId: v.optional(v.array(v.string()), []) },
    (input, region) => {
      const { Filter, NetworkInterfaceId: ids, MaxResults } = input;
      if (ids.length > 0 && MaxResults !== undefined) throw notTogether('networkInterfaceIds', 'maxResults');
      const holds = filterBy(Filter, (name) => propertyOf(region, name));
      const candidates =
        ids.length > 0
          ? findAll('eni', region.networkInterfaces, ids)
          : (ofGroups(region, idsAsked(Filter, 'group-id')) ?? [...region.networkInterfaces.values()]);
      const matching = candidates.filter(holds).sort((a, b) => a.sequence - b.sequence);
      const { items, nextToken } = page(matching, input, usualLimits, ({ sequence }) => sequence);
      return () => ({ networkInterfaceSet: items.map((item) => interfaceXml(region, item)), nextToken });
    },
  ),
};

function ofGroups(region: Ec2Region, groupIds: readonly string[] | undefined): NetworkInterface[] | undefined {
  if (groupIds === undefined) return undefined;
  const ids = groupIds.flatMap((id) => [...(region.groups.get(id)?.networkInterfaceIds ?? [])]);
  return [...new Set(ids)].flatMap((id) => region.networkInterfaces.get(id) ?? []);
}

/** The first four addresses of a subnet are AWS's own (VPC user guide, "Subnet CIDR blocks"). */
function nextAddress(subnet: Subnet): string {
  const [network = ''] = subnet.cidr.split('/');
  const first = network.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  subnet.addressesUsed += 1;
  return ipv4Text(first + 3 + subnet.addressesUsed);
}

function interfaceXml(region: Ec2Region, item: NetworkInterface): XmlValue {
  return {
    networkInterfaceId: item.id,
    subnetId: item.subnet.id,
    vpcId: item.subnet.vpcId,
    availabilityZone: item.subnet.availabilityZone,
    description: item.description,
    ownerId: region.accountId,
    requesterManaged: false,
    status: 'available',
    sourceDestCheck: true,
    interfaceType: 'interface',
    privateIpAddress: item.privateIpAddress,
    privateIpAddressesSet: [{ privateIpAddress: item.privateIpAddress, primary: true }],
    groupSet: item.groupIds.map((groupId) => ({ groupId, groupName: region.groups.get(groupId)?.name })),
    tagSet: tagSet(item.tags),
  };
}

function propertyOf(region: Ec2Region, name: string): Property<NetworkInterface> | undefined {
  switch (name) {
    case 'network-interface-id':
      return ({ id }) => [id];
    case 'group-id':
      return ({ groupIds }) => groupIds;
    case 'group-name':
      return ({ groupIds }) => groupIds.flatMap((id) => region.groups.get(id)?.name ?? []);
    case 'subnet-id':
      return ({ subnet }) => [subnet.id];
    case 'vpc-id':
      return ({ subnet }) => [subnet.vpcId];
    case 'description':
      return ({ description }) => [description];
    case 'private-ip-address':
      return ({ privateIpAddress }) => [privateIpAddress];
    case 'status':
      return () => ['available'];
    default:
      return tagProperty(name);
  }
}
