import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { type ITerraformDependable, Token } from 'cdktf';
import { configRule } from './config-rules.ts';
import { type MemberDeployment, regionalName } from './deployment.ts';
import { guardedQueue } from './queues.ts';
import { judgingRules, ruleFunction } from './rule-functions.ts';
import { requiredParameters } from './rule-variables.ts';

const isLocal = 'var.judge == "local"';
const onlyLocal = `\${${isLocal} ? 1 : 0}`;
const account =
  `\${${isLocal} ? data.aws_caller_identity.caller.account_id : ` +
  '(var.judging_account_id == "" ? var.hub_account_id : var.judging_account_id)}';

/** What cannot be said of one variable alone. */
export const judgingPreconditions: readonly object[] = [
  {
    condition: `\${!(${isLocal}) || (var.hub_queue_url != "" && var.hub_queue_arn != "" && var.hub_bucket != "")}`,
    error_message: 'judge = local needs hub_queue_url, hub_queue_arn and hub_bucket: take them from member_settings.',
  },
  {
    condition: `\${${isLocal} || length(var.judged_accounts) == 0}`,
    error_message: 'judged_accounts needs judge = local: there are no functions here that could judge for them.',
  },
  ...requiredParameters(judgingRules),
];

/**
 * The Config rules, judged by functions of this region: those of another account, or some of its own. Its own queue what they find in the
 * hub, may judge for other accounts, and keep here what they failed on for good.
 */
export function memberJudging(deployment: MemberDeployment, recorder: ITerraformDependable): void {
  const { stack, variables, partition } = deployment;
  const failures = guardedQueue(deployment, 'failed-invocations', { count: onlyLocal });
  new CloudwatchMetricAlarm(stack, 'failed-invocations-waiting-alarm', {
    count: Token.asNumber(onlyLocal),
    alarmName: regionalName(deployment, 'failed-invocations-waiting'),
    alarmDescription:
      'A Lambda failed for good and its event waits in the queue of failed invocations: read the error in the function’s log, put it right, have the rule evaluate again, then delete the event.',
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    period: 300,
    evaluationPeriods: 1,
    treatMissingData: 'notBreaching',
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: regionalName(deployment, 'failed-invocations') },
    statistic: 'Maximum',
    alarmActions: Token.asList('${[for arn in [var.alarm_topic_arn] : arn if arn != ""]}'),
  });
  const bucket = variables.hub_bucket.stringValue;
  for (const rule of judgingRules) {
    const { permission } = ruleFunction(deployment, rule, {
      queue: { url: variables.hub_queue_url.stringValue, arn: variables.hub_queue_arn.stringValue },
      ledger: { bucket, arn: `arn:${partition.partition}:s3:::${bucket}` },
      failuresTo: failures.arn,
      environment: { HUB_REGION: variables.hub_region.stringValue },
      count: onlyLocal,
      judgesFor: `[for id in var.judged_accounts : id if ${isLocal}]`,
    });
    const judge =
      `arn:${partition.partition}:lambda:${variables.region.stringValue}:${account}:` +
      `function:${regionalName(deployment, rule.id)}`;
    configRule(deployment, rule, { judge, after: [permission, recorder] });
  }
}
