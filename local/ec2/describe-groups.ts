import * as v from 'valibot';
import type { XmlValue } from '../xml.ts';
import { FilterMember, filterBy, idsAsked, type Property, tagProperty } from './filters.ts';
import { type Group, groupNamed } from './group.ts';
import { findAll } from './ids.ts';
import { type Ec2Operation, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import { permissionsOf, permissionXml } from './permissions.ts';
import type { Ec2Region } from './region.ts';
import type { Rule, RuleSource } from './rule.ts';
import { tagSet } from './tag-specifications.ts';

const Ids = v.optional(v.array(v.string()), []);

/** DescribeSecurityGroups: by id, by name (default VPC) or by filter; one unknown id or name fails the whole call. */
export const describeGroupsOperations: Readonly<Record<string, Ec2Operation>> = {
  DescribeSecurityGroups: operation(
    { ...FilterMember, ...PageMembers, GroupId: Ids, GroupName: Ids },
    (input, region) => {
      const holds = filterBy(input.Filter, (name) => propertyOf(region, name));
      const groups = candidates(region, input).filter(holds);
      const { items, nextToken } = page(groups, input, usualLimits, ({ sequence }) => sequence);
      return () => ({ securityGroupInfo: items.map((group) => groupXml(region, group)), nextToken });
    },
  ),
};

function candidates(
  region: Ec2Region,
  input: {
    readonly GroupId: readonly string[];
    readonly GroupName: readonly string[];
    readonly Filter: Parameters<typeof idsAsked>[0];
  },
): Group[] {
  const { GroupId, GroupName, Filter } = input;
  if (GroupId.length + GroupName.length > 0) {
    const named = GroupName.map((name) => groupNamed(region, name));
    return inOrder([...findAll('sg', region.groups, GroupId), ...named]);
  }
  const asked = idsAsked(Filter, 'group-id');
  if (asked === undefined) return [...region.groups.values()];
  return inOrder(asked.flatMap((id) => region.groups.get(id) ?? []));
}

function inOrder(groups: readonly Group[]): Group[] {
  return [...new Set(groups)].sort((a, b) => a.sequence - b.sequence);
}

export function groupXml(region: Ec2Region, group: Group): XmlValue {
  const rules = [...group.rules.values()];
  return {
    ownerId: region.accountId,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    ipPermissions: permissionsOf(rules.filter(({ egress }) => !egress)).map(permissionXml),
    ipPermissionsEgress: permissionsOf(rules.filter(({ egress }) => egress)).map(permissionXml),
    tagSet: tagSet(group.tags),
    securityGroupArn: region.arn('security-group', group.id),
  };
}

function propertyOf(region: Ec2Region, name: string): Property<Group> | undefined {
  switch (name) {
    case 'description':
      return ({ description }) => [description];
    case 'group-id':
      return ({ id }) => [id];
    case 'group-name':
      return ({ name: groupName }) => [groupName];
    case 'owner-id':
      return () => [region.accountId];
    case 'vpc-id':
      return ({ vpcId }) => [vpcId];
    default:
      return permissionProperty(region, name) ?? tagProperty(name);
  }
}

/** `ip-permission.*` and `egress.ip-permission.*`: several of them may be met by different rules of the group (EC2 API). */
function permissionProperty(region: Ec2Region, name: string): Property<Group> | undefined {
  const egress = name.startsWith('egress.');
  const prefix = egress ? 'egress.ip-permission.' : 'ip-permission.';
  const valueOf = name.startsWith(prefix) ? ruleProperties(region).get(name.slice(prefix.length)) : undefined;
  if (valueOf === undefined) return undefined;
  return ({ rules }) => [...rules.values()].flatMap((rule) => (rule.egress === egress ? (valueOf(rule) ?? []) : []));
}

function ruleProperties(region: Ec2Region): ReadonlyMap<string, (rule: Rule) => string | undefined> {
  const group = ({ source }: Rule): Extract<RuleSource, { kind: 'group' }> | undefined =>
    source.kind === 'group' ? source : undefined;
  return new Map([
    ['cidr', ({ source }) => (source.kind === 'ipv4' ? source.cidr : undefined)],
    ['ipv6-cidr', ({ source }) => (source.kind === 'ipv6' ? source.cidr : undefined)],
    ['prefix-list-id', ({ source }) => (source.kind === 'prefix-list' ? source.id : undefined)],
    ['group-id', (rule) => group(rule)?.groupId],
    ['group-name', (rule) => region.groups.get(group(rule)?.groupId ?? '')?.name],
    ['user-id', (rule) => group(rule)?.userId],
    ['protocol', ({ protocol }) => protocol],
    ['from-port', ({ fromPort }) => fromPort?.toString()],
    ['to-port', ({ toPort }) => toPort?.toString()],
  ]);
}
