import { type Needed, type NeededByCall, wholeAccount } from './needed.ts';

/** A call has the rule's name and its ARN the rule's id, so that here only a policy for all rules allows it. */
const configRules =
  (action: string): Needed =>
  (_input, { partition, region, accountId }) => [
    { action, resource: `arn:${partition}:config:${region}:${accountId}:config-rule/*` },
  ];

export const configAccess: NeededByCall = {
  'config:BatchGetResourceConfig': wholeAccount('config:BatchGetResourceConfig'),
  'config:DescribeConfigRules': wholeAccount('config:DescribeConfigRules'),
  'config:DescribeConfigurationRecorderStatus': wholeAccount('config:DescribeConfigurationRecorderStatus'),
  'config:ListDiscoveredResources': wholeAccount('config:ListDiscoveredResources'),
  'config:PutEvaluations': wholeAccount('config:PutEvaluations'),
  'config:GetResourceConfigHistory': wholeAccount('config:GetResourceConfigHistory'),
  'config:GetComplianceDetailsByResource': wholeAccount('config:GetComplianceDetailsByResource'),
  'config:GetComplianceDetailsByConfigRule': configRules('config:GetComplianceDetailsByConfigRule'),
  'config:DescribeComplianceByConfigRule': configRules('config:DescribeComplianceByConfigRule'),
  'config:StartConfigRulesEvaluation': configRules('config:StartConfigRulesEvaluation'),
};
