import * as v from 'valibot';
import { FilterMember, filterBy, idsAsked, type Property, tagProperty } from './filters.ts';
import { findAll } from './ids.ts';
import { type Ec2Operation, notTogether, operation } from './operation.ts';
import { page, PageMembers, usualLimits } from './pages.ts';
import type { Ec2Region } from './region.ts';
import type { Rule } from './rule.ts';
import { ruleXml } from './rule-xml.ts';

/**
 * DescribeSecurityGroupRules. A group-id filter is checked, unlike elsewhere: EC2 answers InvalidGroup.NotFound for a group that
 * is gone.
 */
export const describeRulesOperations: Readonly<Record<string, Ec2Operation>> = {
  DescribeSecurityGroupRules: operation(
    { ...FilterMember, ...PageMembers, SecurityGroupRuleId: v.optional(v.array(v.string()), []) },
    (input, region) => {
      const { Filter, SecurityGroupRuleId: ids, MaxResults } = input;
      if (ids.length > 0 && MaxResults !== undefined) throw notTogether('securityGroupRuleIds', 'maxResults');
      const holds = filterBy(Filter, propertyOf);
      const groupIds = idsAsked(Filter, 'group-id');
      const groups = groupIds === undefined ? undefined : findAll('sg', region.groups, groupIds);
      const candidates =
        ids.length > 0
          ? findAll('sgr', region.rules, ids)
          : (groups?.flatMap(({ rules }) => [...rules.values()]) ?? [...region.rules.values()]);
      const rules = candidates.filter(holds).sort((a, b) => a.sequence - b.sequence);
      const { items, nextToken } = page(rules, input, usualLimits, ({ sequence }) => sequence);
      return () => ({ securityGroupRuleSet: rulesXml(region, items), nextToken });
    },
  ),
};

function rulesXml(region: Ec2Region, rules: readonly Rule[]): ReturnType<typeof ruleXml>[] {
  return rules.map((rule) => ruleXml(region, rule));
}

function propertyOf(name: string): Property<Rule> | undefined {
  switch (name) {
    case 'group-id':
      return ({ groupId }) => [groupId];
    case 'security-group-rule-id':
      return ({ id }) => [id];
    default:
      return tagProperty(name);
  }
}
