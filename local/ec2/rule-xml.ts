import type { XmlValue } from '../xml.ts';
import type { Ec2Region } from './region.ts';
import type { Rule, RuleSource } from './rule.ts';
import { tagSet } from './tag-specifications.ts';

/** A SecurityGroupRule, as Authorize and DescribeSecurityGroupRules answer it. Absent ports are -1 here. */
export function ruleXml(region: Ec2Region, rule: Rule): XmlValue {
  return {
    ...plainRule(rule),
    groupOwnerId: region.accountId,
    referencedGroupInfo: referencedGroup(rule.source),
    description: rule.description,
    tagSet: tagSet(rule.tags),
    securityGroupRuleArn: region.arn('security-group-rule', rule.id),
  };
}

/** A RevokedSecurityGroupRule. */
export function revokedRuleXml(rule: Rule): XmlValue {
  return {
    ...plainRule(rule),
    referencedGroupId: rule.source.kind === 'group' ? rule.source.groupId : undefined,
    description: rule.description,
  };
}

function plainRule(rule: Rule): { readonly [element: string]: XmlValue } {
  const { source } = rule;
  return {
    securityGroupRuleId: rule.id,
    groupId: rule.groupId,
    isEgress: rule.egress,
    ipProtocol: rule.protocol,
    fromPort: rule.fromPort ?? -1,
    toPort: rule.toPort ?? -1,
    cidrIpv4: source.kind === 'ipv4' ? source.cidr : undefined,
    cidrIpv6: source.kind === 'ipv6' ? source.cidr : undefined,
    prefixListId: source.kind === 'prefix-list' ? source.id : undefined,
  };
}

function referencedGroup(source: RuleSource): XmlValue {
  if (source.kind !== 'group') return undefined;
  const { groupId, userId, vpcId, vpcPeeringConnectionId } = source;
  return {
    groupId,
    userId,
    vpcId,
    vpcPeeringConnectionId,
    peeringStatus: vpcPeeringConnectionId === undefined ? undefined : 'active',
  };
}
