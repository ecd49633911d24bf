import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { FilterMember, filterBy, type Property } from './filters.ts';
import { findOne } from './ids.ts';
import { type Ec2Operation, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import type { Ec2Region, Tagged } from './region.ts';
import { checkCount, checkTag, TagMember } from './tag-specifications.ts';

const ResourceId = v.array(v.string());

/** CreateTags, DeleteTags and DescribeTags on every resource that exists here; all resources of a call or none. */
export const tagOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateTags: operation({ ResourceId, Tag: v.array(TagMember) }, (input, region) => {
    const resources = input.ResourceId.map((id) => resourceById(region, id));
    for (const { Key, Value = '' } of input.Tag) checkTag(Key, Value);
    for (const { tags } of resources) {
      checkCount(new Map([...tags, ...input.Tag.map(({ Key, Value = '' }) => [Key, Value] as const)]));
    }
    return () => {
      for (const resource of resources) {
        const fresh = input.Tag.filter(({ Key, Value = '' }) => resource.tags.get(Key) !== Value);
        for (const { Key, Value = '' } of fresh) resource.tags.set(Key, Value);
        if (fresh.length > 0) announce(region, resource);
      }
      return { return: true };
    };
  }),
  // A tag is deleted only if its value is the one given, if one is given; without tags, all go (EC2 API, DeleteTags).
  DeleteTags: operation({ ResourceId, Tag: v.optional(v.array(TagMember)) }, (input, region) => {
    const resources = input.ResourceId.map((id) => resourceById(region, id));
    return () => {
      for (const resource of resources) {
        const given = input.Tag ?? [...resource.tags.keys()].map((Key) => ({ Key, Value: undefined }));
        const before = resource.tags.size;
        for (const { Key, Value } of given) {
          if (Value === undefined || resource.tags.get(Key) === Value) resource.tags.delete(Key);
        }
        if (resource.tags.size < before) announce(region, resource);
      }
      return { return: true };
    };
  }),
  DescribeTags: operation({ ...FilterMember, ...PageMembers }, (input, region) => {
    const tags = allTags(region).filter(filterBy(input.Filter, propertyOf));
    const { items, nextToken } = page(tags, input, usualLimits, (_, index) => index);
    return () => ({ tagSet: items.map((tag) => ({ ...tag })), nextToken });
  }),
};

interface TypedTag {
  readonly key: string;
  readonly value: string;
  readonly resourceId: string;
  readonly resourceType: string;
}

function tables(region: Ec2Region): readonly (readonly [type: string, resources: ReadonlyMap<string, Tagged>])[] {
  return [
    ['security-group', region.groups],
    ['security-group-rule', region.rules],
    ['vpc', region.vpcs],
    ['subnet', region.subnets],
    ['network-interface', region.networkInterfaces],
    ['prefix-list', region.prefixLists],
  ];
}

function resourceById(region: Ec2Region, id: string): Tagged {
  const kind = id.split('-')[0];
  switch (kind) {
    case 'sg':
      return findOne(kind, region.groups, id);
    case 'sgr':
      return findOne(kind, region.rules, id);
    case 'vpc':
      return findOne(kind, region.vpcs, id);
    case 'subnet':
      return findOne(kind, region.subnets, id);
    case 'eni':
      return findOne(kind, region.networkInterfaces, id);
    case 'pl':
      return findOne(kind, region.prefixLists, id);
    default:
      throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
  }
}

function announce(region: Ec2Region, { id }: Tagged): void {
  if (region.groups.has(id)) region.changed('AWS::EC2::SecurityGroup', id);
  if (region.prefixLists.has(id)) region.changed('AWS::EC2::PrefixList', id);
}

function allTags(region: Ec2Region): TypedTag[] {
  return tables(region).flatMap(([resourceType, resources]) =>
    [...resources.values()].flatMap(({ id, tags }) =>
      [...tags].map(([key, value]) => ({ key, value, resourceId: id, resourceType })),
    ),
  );
}

function propertyOf(name: string): Property<TypedTag> | undefined {
  switch (name) {
    case 'key':
      return ({ key }) => [key];
    case 'value':
      return ({ value }) => [value];
    case 'resource-id':
      return ({ resourceId }) => [resourceId];
    case 'resource-type':
      return ({ resourceType }) => [resourceType];
    default: {
      if (!name.startsWith('tag:')) return undefined;
      return ({ key, value }) => (`tag:${key}` === name ? [value] : []);
    }
  }
}
