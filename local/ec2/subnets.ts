import * as v from 'valibot';
import type { XmlValue } from '../xml.ts';
import { canonicalIpv4 } from './cidr.ts';
import { FilterMember, filterBy, type Property, tagProperty } from './filters.ts';
import { findAll, findOne } from './ids.ts';
import { type Ec2Operation, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import { wellFormed } from './permission-input.ts';
import type { Ec2Region, Subnet } from './region.ts';
import { tagsGiven, tagSet, TagSpecificationMember } from './tag-specifications.ts';

/** CreateSubnet and DescribeSubnets, as far as a network interface needs a subnet. */
export const subnetOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateSubnet: operation(
    {
      VpcId: v.string(),
      CidrBlock: v.string(),
      AvailabilityZone: v.optional(v.string()),
      ...TagSpecificationMember,
    },
    ({ VpcId, CidrBlock, AvailabilityZone, TagSpecification }, region) => {
      const vpc = findOne('vpc', region.vpcs, VpcId);
      const { cidr } = wellFormed(CidrBlock, canonicalIpv4(CidrBlock));
      const tags = tagsGiven(TagSpecification, 'subnet');
      return () => {
        const subnet: Subnet = {
          id: region.newId('subnet'),
          sequence: region.nextSequence(),
          vpcId: vpc.id,
          cidr,
          availabilityZone: AvailabilityZone ?? `${region.region}a`,
          isDefault: false,
          addressesUsed: 0,
          tags,
        };
        region.subnets.set(subnet.id, subnet);
        return { subnet: subnetXml(region, subnet) };
      };
    },
  ),
  DescribeSubnets: operation(
    { ...FilterMember, ...PageMembers, SubnetId: v.optional(v.array(v.string()), []) },
    (input, region) => {
      const holds = filterBy(input.Filter, propertyOf);
      const subnets =
        input.SubnetId.length > 0 ? findAll('subnet', region.subnets, input.SubnetId) : [...region.subnets.values()];
      const matching = subnets.filter(holds).sort((a, b) => a.sequence - b.sequence);
      const { items, nextToken } = page(matching, input, usualLimits, ({ sequence }) => sequence);
      return () => ({ subnetSet: items.map((subnet) => subnetXml(region, subnet)), nextToken });
    },
  ),
};

function subnetXml(region: Ec2Region, subnet: Subnet): XmlValue {
  return {
    subnetId: subnet.id,
    subnetArn: region.arn('subnet', subnet.id),
    ownerId: region.accountId,
    state: 'available',
    vpcId: subnet.vpcId,
    cidrBlock: subnet.cidr,
    availabilityZone: subnet.availabilityZone,
    defaultForAz: subnet.isDefault,
    mapPublicIpOnLaunch: subnet.isDefault,
    tagSet: tagSet(subnet.tags),
  };
}

function propertyOf(name: string): Property<Subnet> | undefined {
  switch (name) {
    case 'subnet-id':
      return ({ id }) => [id];
    case 'vpc-id':
      return ({ vpcId }) => [vpcId];
    case 'cidr-block':
      return ({ cidr }) => [cidr];
    case 'availability-zone':
      return ({ availabilityZone }) => [availabilityZone];
    case 'default-for-az':
      return ({ isDefault }) => [String(isDefault)];
    default:
      return tagProperty(name);
  }
}
