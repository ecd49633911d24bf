import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Token } from 'cdktf';
import { liveActions } from '../fast-path/live-reader.ts';
import { eventPatterns } from '../fast-path/watched-calls.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { type Deployment, regionalName } from './deployment.ts';
import { readsExemptions } from './exemptions.ts';
import { allow, scopedStatements } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import type { Mending } from './mending.ts';
import { judgedRules } from './mendable-rules.ts';
import type { Topic } from './notifications.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { readsApprovals, readsChanges, recordsChanges } from './recorded-changes.ts';

const mendable = rules.filter(({ mend }) => 'by' in mend);

/** Reads of every kind, what the verdicts need beyond them, and AWS Config's verdict before, for grace periods. */
export const fastPathActions: readonly string[] = [
  ...new Set([
    ...liveActions,
    ...mendable.flatMap(({ iamActions }) => iamActions),
    'config:GetComplianceDetailsByResource',
  ]),
];

export interface FastPathParts {
  readonly queue: Queues;
  readonly ledger: PrivateBucket;
  readonly mending: Mending;
  readonly notices: Topic;
}

/**
 * The function that looks as soon as CloudTrail tells of a call, and the EventBridge rules that start it (counted, so that a variable
 * can switch them off). Without a trail that logs management events EventBridge hears of no call, and nothing ever starts it.
 */
export function fastPath(
  deployment: Deployment,
  { queue, ledger, mending: { coordinator, remediators }, notices }: FastPathParts,
): DeployedFunction {
  const { stack, variables, caller } = deployment;
  const deployed = lambda(deployment, {
    name: 'fast-path',
    description: 'Judges a resource as soon as CloudTrail tells that it was changed.',
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    environment: {
      QUEUE_URL: queue.remediation.url,
      LEDGER_BUCKET: ledger.bucket,
      // Of these roles as AWS knows them: whose calls are mends is nothing that a caller can say.
      OWN_ROLE_ARNS: JSON.stringify(remediators.map(({ function: { role } }) => role)),
      NOTIFICATION_TOPIC_ARN: notices.arn,
      RULE_PARAMETERS: judgedRules(
        mendable.map(({ id }) => id),
        mendable.filter((rule) => !isJudgedByConfig(rule)).map(({ id }) => id),
      ),
      RULE_MODES: '${jsonencode(var.rule_modes)}',
      RULE_SEVERITIES: '${jsonencode(var.rule_severities)}',
      GRACE_PERIODS: '${jsonencode(var.grace_periods)}',
      CONFIG_RULE_PREFIX: `${variables.name_prefix.stringValue}-`,
      // With the gate closed there is nothing for it to do.
      COORDINATOR: '${var.enable_auto_response ? aws_lambda_function.coordinator.function_name : ""}',
    },
    statements: [
      allow(['sqs:SendMessage'], [queue.remediation.arn]),
      allow(['lambda:InvokeFunction'], [coordinator.function.arn]),
      allow(['sns:Publish'], [notices.arn]),
      readsExemptions(ledger),
      ...readsChanges(ledger),
      recordsChanges(ledger),
      ...scopedStatements(fastPathActions, deployment),
    ],
    failuresTo: queue.failures.arn,
    after: [coordinator, ...remediators],
  });
  deployed.function.addOverride('lifecycle.precondition', preconditions());
  readsApprovals(deployment, deployed.name);
  const count = Token.asNumber('${var.enable_fast_path ? 1 : 0}');
  for (const { name, pattern } of eventPatterns()) {
    const id = `fast-path-${name}`;
    new CloudwatchEventRule(stack, id, {
      count,
      name: regionalName(deployment, id),
      description: 'Starts the fast path when a call may have made a resource violate a rule.',
      eventPattern: JSON.stringify(pattern),
    });
    new CloudwatchEventTarget(stack, `${id}-target`, {
      count,
      rule: `\${aws_cloudwatch_event_rule.${id}[0].name}`,
      arn: deployed.function.arn,
    });
    new LambdaPermission(stack, `${id}-permission`, {
      count,
      statementId: id,
      functionName: deployed.function.functionName,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: `\${aws_cloudwatch_event_rule.${id}[0].arn}`,
      sourceAccount: caller.accountId,
    });
  }
  return deployed;
}

/** What no single variable's validation can say: a rule that would judge nothing, or without a parameter that it has to be given. */
function preconditions(): object[] {
  return rules.flatMap((rule) => {
    const isOff = `!contains(var.enabled_rules, "${rule.id}")`;
    const required = Object.entries(rule.parameters).filter(([, { example }]) => example !== undefined);
    return [
      ...(isJudgedByConfig(rule)
        ? []
        : [
            {
              condition: `\${${isOff} || var.enable_fast_path}`,
              error_message: `${rule.id} judges upon API calls alone: set enable_fast_path to enable it.`,
            },
          ]),
      ...required.map(([name]) => ({
        condition: `\${${isOff} || lookup(lookup(var.rule_parameters, "${rule.id}", {}), "${name}", "") != ""}`,
        error_message: `${rule.id} needs ${name}: give it in rule_parameters.`,
      })),
    ];
  });
}
