import { ConfigConfigRule } from '@cdktf/provider-aws/lib/config-config-rule/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { type ITerraformDependable, Token } from 'cdktf';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { type Deployment, regionalName } from './deployment.ts';
import { allow, scopedStatements } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import { readsExemptions } from './exemptions.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { ruleActions } from './rule-actions.ts';
import { termsSettings } from './rule-terms.ts';

/**
 * For every registered rule that AWS Config has judge: its Lambda, the Config rule (counted, so that a variable can switch it off) and the permission. A
 * rule that is off keeps its Lambda, which nothing invokes then: switching is one resource, and the logs stay. `readers` take what
 * is queued.
 */
export function ruleFunctions(
  deployment: Deployment,
  { remediation, failures }: Queues,
  ledger: PrivateBucket,
  recorder: ITerraformDependable,
  readers: readonly DeployedFunction[],
): DeployedFunction[] {
  const { stack, caller } = deployment;
  return rules.filter(isJudgedByConfig).map((rule) => {
    const deployed = lambda(deployment, {
      name: rule.id,
      description: rule.summary,
      timeoutSeconds: rule.triggers.includes('periodic') ? 600 : 60,
      environment: {
        QUEUE_URL: remediation.url,
        EXEMPTIONS_BUCKET: ledger.bucket,
        RULE_MODE: `\${lookup(var.rule_modes, "${rule.id}", "auto")}`,
        ...termsSettings(rule),
      },
      statements: [
        allow(['sqs:SendMessage'], [remediation.arn]),
        readsExemptions(ledger),
        ...scopedStatements(ruleActions(rule), deployment),
      ],
      failuresTo: failures.arn,
      after: readers,
    });
    const permission = new LambdaPermission(stack, `${rule.id}-permission`, {
      statementId: 'config',
      functionName: deployed.function.functionName,
      action: 'lambda:InvokeFunction',
      principal: 'config.amazonaws.com',
      sourceAccount: caller.accountId,
    });
    new ConfigConfigRule(stack, `${rule.id}-rule`, {
      count: Token.asNumber(`\${contains(var.enabled_rules, "${rule.id}") ? 1 : 0}`),
      name: regionalName(deployment, rule.id),
      description: rule.summary.slice(0, 256),
      inputParameters: `\${jsonencode(lookup(var.rule_parameters, "${rule.id}", {}))}`,
      scope: { complianceResourceTypes: [rule.resourceType] },
      source: { owner: 'CUSTOM_LAMBDA', sourceIdentifier: deployed.function.arn, sourceDetail: sourceDetails(rule) },
      dependsOn: [permission, recorder],
    });
    return deployed;
  });
}

function sourceDetails({ triggers }: RegisteredRule) {
  return triggers.flatMap(detailsOf);
}

interface SourceDetail {
  readonly eventSource: string;
  readonly messageType: string;
  readonly maximumExecutionFrequency?: string;
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
