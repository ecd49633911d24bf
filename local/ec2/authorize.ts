import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { type Group, groupAsked, putRule } from './group.ts';
import { type Ec2Operation, invalidValue, missingParameter, operation } from './operation.ts';
import { FlatMembers, IpPermissionsMember, rulesNamed } from './permission-input.ts';
import { checkQuota, rulesWith } from './quota.ts';
import type { Ec2Region } from './region.ts';
import { type Rule, ruleKey, type RuleSpec, spelledRule } from './rule.ts';
import { ruleXml } from './rule-xml.ts';
import { checkSource } from './sources.ts';
import { tagsGiven, TagSpecificationMember } from './tag-specifications.ts';

/**
 * AuthorizeSecurityGroupIngress and -Egress: all rules or none, each source a rule with an id of its own, all of them in the
 * answer. A rule that exists is InvalidPermission.Duplicate whatever its description (EC2 API).
 */
export const authorizeOperations: Readonly<Record<string, Ec2Operation>> = {
  AuthorizeSecurityGroupIngress: operation(
    {
      GroupId: v.optional(v.string()),
      GroupName: v.optional(v.string()),
      ...IpPermissionsMember,
      ...FlatMembers,
      ...TagSpecificationMember,
    },
    (input, region) => {
      const group = groupAsked(region, input);
      const specs = rulesNamed(input, false, region);
      return authorize(region, group, specs, tagsGiven(input.TagSpecification, 'security-group-rule'));
    },
  ),
  AuthorizeSecurityGroupEgress: operation(
    { GroupId: v.string(), ...IpPermissionsMember, ...TagSpecificationMember },
    (input, region) => {
      const group = groupAsked(region, input);
      const specs = rulesNamed(input, true, region);
      return authorize(region, group, specs, tagsGiven(input.TagSpecification, 'security-group-rule'));
    },
  ),
};

function authorize(
  region: Ec2Region,
  group: Group,
  specs: readonly RuleSpec[],
  tags: ReadonlyMap<string, string>,
): () => { return: boolean; securityGroupRuleSet: ReturnType<typeof ruleXml>[] } {
  if (specs.length === 0) {
    throw missingParameter('Missing source specification: include source security group or CIDR information');
  }
  const keys = specs.map(ruleKey);
  if (new Set(keys).size < keys.length) throw invalidValue('The same permission must not appear multiple times');
  for (const { source } of specs) checkSource(region, group, source);
  const present = specs.find((_, index) => group.rulesByKey.has(keys[index] ?? ''));
  if (present !== undefined) {
    throw new AwsError('InvalidPermission.Duplicate', `the specified rule "${spelledRule(present)}" already exists`);
  }
  checkQuota(region, rulesWith(group, specs));
  return () => {
    const rules = specs.map((spec): Rule => ({
      ...spec,
      id: region.newId('sgr'),
      sequence: region.nextSequence(),
      groupId: group.id,
      tags: new Map(tags),
    }));
    for (const rule of rules) putRule(region, rule);
    region.changed('AWS::EC2::SecurityGroup', group.id);
    return { return: true, securityGroupRuleSet: rules.map((rule) => ruleXml(region, rule)) };
  };
}
