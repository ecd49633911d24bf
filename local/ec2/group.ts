import { findOne } from './ids.ts';
import { AwsError } from '../aws-error.ts';
import { invalidValue, missingParameter } from './operation.ts';
import type { Ec2Region, Tagged } from './region.ts';
import { referredId, type Rule, ruleKey } from './rule.ts';

export interface Group extends Tagged {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly rules: Map<string, Rule>;
  /** The same rules by what they say, so that a duplicate or a rule to revoke is found at once. */
  readonly rulesByKey: Map<string, Rule>;
  /** Ids of the network interfaces that it protects. */
  readonly networkInterfaceIds: Set<string>;
}

export interface NewGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags: Map<string, string>;
  readonly egressRuleId: string;
  /** Id of the rule that admits the group's own members, which a default group begins with. */
  readonly selfRuleId?: string;
}

/** A new group with the egress rule to everywhere that EC2 gives every group, without saying that it changed. */
export function addGroup(region: Ec2Region, given: NewGroup): Group {
  const { id, name, description, vpcId, tags, egressRuleId, selfRuleId } = given;
  const group: Group = {
    id,
    sequence: region.nextSequence(),
    name,
    description,
    vpcId,
    tags,
    rules: new Map(),
    rulesByKey: new Map(),
    networkInterfaceIds: new Set(),
  };
  region.groups.set(id, group);
  region.groupsByName.set(nameKey(vpcId, name), group);
  const open = { groupId: id, protocol: '-1', fromPort: null, toPort: null, description: undefined };
  if (selfRuleId !== undefined) {
    putRule(region, {
      ...open,
      id: selfRuleId,
      sequence: region.nextSequence(),
      egress: false,
      source: { kind: 'group', groupId: id, userId: region.accountId },
      tags: new Map(),
    });
  }
  putRule(region, {
    ...open,
    id: egressRuleId,
    sequence: region.nextSequence(),
    egress: true,
    source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
    tags: new Map(),
  });
  return group;
}

export function nameKey(vpcId: string, name: string): string {
  return `${vpcId}/${name}`;
}

/** The group that a call is about. By name only in the default VPC, as in EC2. */
export function groupAsked(
  region: Ec2Region,
  { GroupId, GroupName }: { GroupId?: string | undefined; GroupName?: string | undefined },
): Group {
  if (GroupId !== undefined) {
    const group = findOne('sg', region.groups, GroupId);
    if (GroupName === undefined || GroupName === group.name) return group;
    throw invalidValue(`The security group '${GroupId}' is not named '${GroupName}'`);
  }
  if (GroupName === undefined) throw missingParameter('The request must contain the parameter groupName or groupId');
  return groupNamed(region, GroupName);
}

export function groupNamed(region: Ec2Region, name: string): Group {
  const group = region.groupsByName.get(nameKey(region.defaultVpcId, name));
  if (group !== undefined) return group;
  throw new AwsError(
    'InvalidGroup.NotFound',
    `The security group '${name}' does not exist in default VPC '${region.defaultVpcId}'`,
  );
}

/** Adds a rule, or replaces the one with its id, in the group and in every index. */
export function putRule(region: Ec2Region, rule: Rule): void {
  const group = region.groups.get(rule.groupId);
  if (group === undefined) return;
  const before = region.rules.get(rule.id);
  if (before !== undefined) unindex(region, group, before);
  region.rules.set(rule.id, rule);
  group.rules.set(rule.id, rule);
  group.rulesByKey.set(ruleKey(rule), rule);
  const referred = referredId(rule.source);
  if (referred === undefined) return;
  const referring = region.referring.get(referred) ?? new Map<string, Rule>();
  referring.set(rule.id, rule);
  region.referring.set(referred, referring);
}

export function dropRule(region: Ec2Region, rule: Rule): void {
  const group = region.groups.get(rule.groupId);
  if (group !== undefined) unindex(region, group, rule);
  group?.rules.delete(rule.id);
  region.rules.delete(rule.id);
}

/** Several rules may be replaced at once and take over each other's key: only a rule's own entry may go. */
function unindex(region: Ec2Region, group: Group, rule: Rule): void {
  const key = ruleKey(rule);
  if (group.rulesByKey.get(key)?.id === rule.id) group.rulesByKey.delete(key);
  const referred = referredId(rule.source);
  if (referred === undefined) return;
  const referring = region.referring.get(referred);
  referring?.delete(rule.id);
  if (referring?.size === 0) region.referring.delete(referred);
}
