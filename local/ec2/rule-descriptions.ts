import * as v from 'valibot';
import { groupAsked, putRule } from './group.ts';
import { type Ec2Operation, missingParameter, notTogether, operation } from './operation.ts';
import { descriptionOf, IpPermissionsMember, rulesNamed } from './permission-input.ts';
import { noSuchPermission, rulesById } from './revoke.ts';
import { type Rule, ruleKey } from './rule.ts';

/**
 * UpdateSecurityGroupRuleDescriptionsIngress and -Egress: a description left out is removed; a rule that does not exist is
 * InvalidPermission.NotFound (by permissions) or InvalidSecurityGroupRuleId.NotFound, and nothing is changed.
 */
export const ruleDescriptionOperations: Readonly<Record<string, Ec2Operation>> = {
  UpdateSecurityGroupRuleDescriptionsIngress: updateDescriptions(false),
  UpdateSecurityGroupRuleDescriptionsEgress: updateDescriptions(true),
};

function updateDescriptions(egress: boolean): Ec2Operation {
  return operation(
    {
      GroupId: v.optional(v.string()),
      GroupName: v.optional(v.string()),
      ...IpPermissionsMember,
      SecurityGroupRuleDescription: v.optional(
        v.array(v.strictObject({ SecurityGroupRuleId: v.string(), Description: v.optional(v.string()) })),
        [],
      ),
    },
    (input, region) => {
      const group = groupAsked(region, input);
      const specs = rulesNamed(input, egress, region);
      const given = input.SecurityGroupRuleDescription;
      if (specs.length > 0 && given.length > 0) throw notTogether('securityGroupRuleDescriptions', 'ipPermissions');
      if (specs.length === 0 && given.length === 0) {
        throw missingParameter("Either 'ipPermissions' or 'securityGroupRuleDescriptions' should be provided.");
      }
      const byPermission = specs.map((spec): Rule => {
        const rule = group.rulesByKey.get(ruleKey(spec));
        if (rule === undefined) throw noSuchPermission();
        return { ...rule, description: spec.description };
      });
      const byId = given.flatMap(({ SecurityGroupRuleId, Description }) =>
        rulesById(region, group, [SecurityGroupRuleId], egress).map((rule): Rule => ({
          ...rule,
          description: descriptionOf(Description),
        })),
      );
      const changed = [...byPermission, ...byId].filter(
        ({ id, description }) => group.rules.get(id)?.description !== description,
      );
      return () => {
        for (const rule of changed) putRule(region, rule);
        if (changed.length > 0) region.changed('AWS::EC2::SecurityGroup', group.id);
        return { return: true };
      };
    },
  );
}
