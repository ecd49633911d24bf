import type { ResourceType } from '../contract/resource.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';

/** The reads of a whole kind, which only a sweep needs. */
const kinds: Partial<Record<ResourceType, { readonly iamActions: readonly string[] }>> = {
  'AWS::EC2::SecurityGroup': securityGroupKind,
  'AWS::S3::Bucket': bucketKind,
};

/**
 * What a rule's Lambda may do in AWS Config and in the account: report, read what its verdict needs beyond the item, fetch an
 * oversized item if it follows changes, and list everything if it sweeps. Throws for a sweep over a kind that is not listed.
 */
export function ruleActions(rule: Pick<RegisteredRule, 'id' | 'resourceType' | 'triggers' | 'iamActions'>): string[] {
  const actions = ['config:PutEvaluations', ...rule.iamActions];
  if (rule.triggers.includes('change')) actions.push('config:GetResourceConfigHistory');
  if (rule.triggers.includes('periodic')) {
    const kind = kinds[rule.resourceType];
    if (kind === undefined)
      throw new Error(`${rule.id} sweeps ${rule.resourceType}, which stacks/rule-actions.ts lacks`);
    actions.push('config:GetComplianceDetailsByConfigRule', ...kind.iamActions);
  }
  return [...new Set(actions)];
}
