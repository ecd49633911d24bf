import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { dropRule, type Group, groupAsked } from './group.ts';
import { findAll, notFound } from './ids.ts';
import { type Ec2Operation, missingParameter, notTogether, operation, type Output } from './operation.ts';
import { FlatMembers, IpPermissionsMember, type RulesInput, rulesNamed } from './permission-input.ts';
import { permissionsOf, permissionXml } from './permissions.ts';
import type { Ec2Region } from './region.ts';
import { type Rule, ruleKey, type RuleSpec } from './rule.ts';
import { revokedRuleXml } from './rule-xml.ts';

const RuleIds = { SecurityGroupRuleId: v.optional(v.array(v.string()), []) };

/**
 * RevokeSecurityGroupIngress and -Egress (EC2 API). By rule id, or by permissions that must match in protocol, ports and source,
 * not in description. What matches nothing: in the default VPC the rest is revoked and UnknownIpPermissions says so; in another
 * VPC the call fails with InvalidPermission.NotFound and revokes nothing.
 */
export const revokeOperations: Readonly<Record<string, Ec2Operation>> = {
  RevokeSecurityGroupIngress: operation(
    {
      GroupId: v.optional(v.string()),
      GroupName: v.optional(v.string()),
      ...IpPermissionsMember,
      ...FlatMembers,
      ...RuleIds,
    },
    (input, region) => revoke(region, input, false),
  ),
  RevokeSecurityGroupEgress: operation({ GroupId: v.string(), ...IpPermissionsMember, ...RuleIds }, (input, region) =>
    revoke(region, input, true),
  ),
};

function revoke(
  region: Ec2Region,
  input: RulesInput & {
    readonly GroupId?: string | undefined;
    readonly GroupName?: string | undefined;
    readonly SecurityGroupRuleId: readonly string[];
  },
  egress: boolean,
): () => Output {
  const group = groupAsked(region, input);
  const specs = rulesNamed(input, egress, region);
  const ids = input.SecurityGroupRuleId;
  if (specs.length > 0 && ids.length > 0) throw notTogether('securityGroupRuleIds', 'ipPermissions');
  if (specs.length === 0 && ids.length === 0) {
    throw missingParameter("Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
  }
  const { rules, unknown } =
    ids.length > 0 ? { rules: rulesById(region, group, ids, egress), unknown: [] } : matching(group, specs);
  if (unknown.length > 0 && group.vpcId !== region.defaultVpcId) throw noSuchPermission();
  return () => {
    for (const rule of rules) dropRule(region, rule);
    if (rules.length > 0) region.changed('AWS::EC2::SecurityGroup', group.id);
    return {
      return: true,
      unknownIpPermissionSet: permissionsOf(unknown).map(permissionXml),
      revokedSecurityGroupRuleSet: rules.map(revokedRuleXml),
    };
  };
}

function matching(group: Group, specs: readonly RuleSpec[]): { rules: Rule[]; unknown: RuleSpec[] } {
  const rules = new Set<Rule>();
  const unknown: RuleSpec[] = [];
  for (const spec of specs) {
    const rule = group.rulesByKey.get(ruleKey(spec));
    if (rule === undefined) unknown.push(spec);
    else rules.add(rule);
  }
  return { rules: [...rules], unknown };
}

/** The group's own rules of one direction; an id of another group or direction does not exist for the call. */
export function rulesById(region: Ec2Region, group: Group, ids: readonly string[], egress?: boolean): Rule[] {
  const rules = findAll('sgr', region.rules, ids);
  const foreign = rules.filter((rule) => rule.groupId !== group.id || (egress !== undefined && rule.egress !== egress));
  if (foreign.length > 0)
    throw notFound(
      'sgr',
      foreign.map(({ id }) => id),
    );
  return rules;
}

export function noSuchPermission(): AwsError {
  return new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
}
