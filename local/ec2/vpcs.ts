import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { XmlValue } from '../xml.ts';
import { canonicalIpv4 } from './cidr.ts';
import { FilterMember, filterBy, type Property, tagProperty } from './filters.ts';
import { findAll } from './ids.ts';
import { type Ec2Operation, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import { addDefaultGroup, type Ec2Region, type Vpc } from './region.ts';
import { wellFormed } from './permission-input.ts';
import { tagsGiven, tagSet, TagSpecificationMember } from './tag-specifications.ts';

/** CreateVpc (with its default group) and DescribeVpcs. Every region begins with a default VPC. */
export const vpcOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateVpc: operation(
    {
      CidrBlock: v.string(),
      InstanceTenancy: v.optional(v.picklist(['default', 'dedicated']), 'default'),
      ...TagSpecificationMember,
    },
    ({ CidrBlock, InstanceTenancy: tenancy, TagSpecification }, region) => {
      const { cidr } = wellFormed(CidrBlock, canonicalIpv4(CidrBlock));
      const length = Number(cidr.split('/')[1]);
      if (length < 16 || length > 28) throw new AwsError('InvalidVpc.Range', `The CIDR '${CidrBlock}' is invalid.`);
      const tags = tagsGiven(TagSpecification, 'vpc');
      return () => {
        const vpc = {
          id: region.newId('vpc'),
          sequence: region.nextSequence(),
          cidr,
          isDefault: false,
          tenancy,
          tags,
        };
        region.vpcs.set(vpc.id, vpc);
        const group = addDefaultGroup(region, vpc.id, {
          id: region.newId('sg'),
          selfRuleId: region.newId('sgr'),
          egressRuleId: region.newId('sgr'),
        });
        region.changed('AWS::EC2::SecurityGroup', group.id);
        return { vpc: vpcXml(region, vpc) };
      };
    },
  ),
  DescribeVpcs: operation(
    { ...FilterMember, ...PageMembers, VpcId: v.optional(v.array(v.string()), []) },
    (input, region) => {
      const holds = filterBy(input.Filter, (name) => propertyOf(region, name));
      const vpcs = input.VpcId.length > 0 ? findAll('vpc', region.vpcs, input.VpcId) : [...region.vpcs.values()];
      const matching = vpcs.filter(holds).sort((a, b) => a.sequence - b.sequence);
      const { items, nextToken } = page(matching, input, usualLimits, ({ sequence }) => sequence);
      return () => ({ vpcSet: items.map((vpc) => vpcXml(region, vpc)), nextToken });
    },
  ),
};

function vpcXml(region: Ec2Region, vpc: Vpc): XmlValue {
  return {
    vpcId: vpc.id,
    ownerId: region.accountId,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: [
      {
        associationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
        cidrBlock: vpc.cidr,
        cidrBlockState: { state: 'associated' },
      },
    ],
    dhcpOptionsId: 'default',
    instanceTenancy: vpc.tenancy,
    isDefault: vpc.isDefault,
    tagSet: tagSet(vpc.tags),
  };
}

function propertyOf(region: Ec2Region, name: string): Property<Vpc> | undefined {
  switch (name) {
    case 'vpc-id':
      return ({ id }) => [id];
    case 'cidr':
    case 'cidr-block-association.cidr-block':
      return ({ cidr }) => [cidr];
    case 'is-default':
      return ({ isDefault }) => [String(isDefault)];
    case 'owner-id':
      return () => [region.accountId];
    case 'state':
      return () => ['available'];
    default:
      return tagProperty(name);
  }
}
