import { ConfigConfigRule } from '@cdktf/provider-aws/lib/config-config-rule/index.js';
import { type ITerraformDependable, Token } from 'cdktf';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { type Deployment, regionalName } from './deployment.ts';

/** What AWS Config is told of a rule, whoever deploys it. */
export interface ConfigRuleTerms {
  readonly description: string;
  readonly resourceTypes: readonly string[];
  readonly details: readonly SourceDetail[];
}

export interface SourceDetail {
  readonly eventSource: string;
  readonly messageType: string;
  readonly maximumExecutionFrequency?: string;
}

/** Pure. */
export function configRuleTerms({ summary, resourceType, triggers }: RegisteredRule): ConfigRuleTerms {
  return {
    description: summary.slice(0, 256),
    resourceTypes: [resourceType],
    details: triggers.flatMap(detailsOf),
  };
}

export interface ConfigRuleProps {
  /** ARN of the function that judges. */
  readonly judge: string;
  /** A condition, beside that the rule is enabled. */
  readonly onlyIf?: string;
  readonly after: readonly ITerraformDependable[];
}

/** A rule in AWS Config, counted, so that a variable can switch it off. */
export function configRule(
  deployment: Deployment,
  rule: RegisteredRule,
  { judge, onlyIf, after }: ConfigRuleProps,
): void {
  const { description, resourceTypes, details } = configRuleTerms(rule);
  const enabled = `contains(var.enabled_rules, "${rule.id}")`;
  new ConfigConfigRule(deployment.stack, `${rule.id}-rule`, {
    count: Token.asNumber(`\${${onlyIf === undefined ? '' : `${onlyIf} && `}${enabled} ? 1 : 0}`),
    name: regionalName(deployment, rule.id),
    description,
    inputParameters: `\${jsonencode(lookup(var.rule_parameters, "${rule.id}", {}))}`,
    scope: { complianceResourceTypes: [...resourceTypes] },
    source: { owner: 'CUSTOM_LAMBDA', sourceIdentifier: judge, sourceDetail: [...details] },
    dependsOn: [...after],
  });
}

/** Both kinds of change, or the largest resources would never be judged. */
function detailsOf(trigger: RegisteredRule['triggers'][number]): SourceDetail[] {
  const eventSource = 'aws.config';
  switch (trigger) {
    case 'change':
      return [
        { eventSource, messageType: 'ConfigurationItemChangeNotification' },
        { eventSource, messageType: 'OversizedConfigurationItemChangeNotification' },
      ];
    case 'periodic':
      return [{ eventSource, messageType: 'ScheduledNotification', maximumExecutionFrequency: 'TwentyFour_Hours' }];
    case 'cloudtrail':
      return [];
  }
}
