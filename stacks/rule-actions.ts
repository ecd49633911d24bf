import { kinds } from '../resources/kinds.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';

/**
 * What a rule's Lambda may do in AWS Config and in the account: report, read what its verdict needs beyond the item and, of what is
 * mended, the verdict before, fetch an oversized item if it follows changes, and list everything if it sweeps.
 */
export function ruleActions(
  rule: Pick<RegisteredRule, 'id' | 'resourceType' | 'triggers' | 'iamActions' | 'mend'>,
): string[] {
  const actions = ['config:PutEvaluations', ...rule.iamActions];
  if (rule.triggers.includes('change')) actions.push('config:GetResourceConfigHistory');
  // Whether a violation is new, for its grace period.
  if ('by' in rule.mend) actions.push('config:GetComplianceDetailsByResource');
  if (rule.triggers.includes('periodic')) {
    actions.push('config:GetComplianceDetailsByConfigRule', ...kinds[rule.resourceType].iamActions);
  }
  return [...new Set(actions)];
}
