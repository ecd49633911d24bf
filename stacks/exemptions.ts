import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { initialExemptionWatch } from '../contract/exemption-watch.ts';
import { addedKey, declaredKey } from '../exemptions/exemption-objects.ts';
import { watchedKey } from '../exemptions/watch-store.ts';
import { arnOf, type Deployment, regionalName } from './deployment.ts';
import { declaredContent, withinMaxDays } from './exemption-variables.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import { keptObject } from './kept-object.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import type { Topic } from './notifications.ts';
import type { PrivateBucket } from './private-bucket.ts';

/** What reads the exemptions may do in their bucket. */
export function readsExemptions(ledger: PrivateBucket): PolicyStatement {
  return allow(['s3:GetObject'], [`${ledger.arn}/${declaredKey}`, `${ledger.arn}/${addedKey}`]);
}

/**
 * The two lists of exemptions, and the watch over them: a function that every five minutes reminds of those that end, has AWS Config
 * judge again by the rules of those that began or ended, and raises the alarm where the lists cannot be read. The gate does not matter to it.
 */
export function exemptions(deployment: Deployment, ledger: PrivateBucket, notices: Topic): DeployedFunction {
  const { stack, caller } = deployment;
  const declared = keptObject(deployment, {
    name: 'declared-exemptions',
    bucket: ledger,
    key: declaredKey,
    content: declaredContent,
    writtenBy: 'ours',
  });
  declared.addOverride('lifecycle.precondition', [
    { condition: withinMaxDays.condition, error_message: withinMaxDays.errorMessage },
  ]);
  const theirs = (name: string, key: string, content: object): void => {
    keptObject(deployment, { name, bucket: ledger, key, content: JSON.stringify(content), writtenBy: 'theirs' });
  };
  theirs('added-exemptions', addedKey, { version: 1, exemptions: [] });
  theirs('exemption-watch-state', watchedKey, initialExemptionWatch);
  const watch = lambda(deployment, {
    name: 'exemption-watch',
    description: 'Reminds of exemptions that end, and has what they covered judged again.',
    timeoutSeconds: 60,
    environment: {
      EXEMPTIONS_BUCKET: ledger.bucket,
      NOTIFICATION_TOPIC_ARN: notices.arn,
      CONFIG_RULES: `\${jsonencode({for id in var.enabled_rules : id => "\${var.name_prefix}-\${id}"})}`,
    },
    statements: [
      readsExemptions(ledger),
      allow(['s3:GetObject', 's3:PutObject'], [`${ledger.arn}/${watchedKey}`]),
      allow(['sns:Publish'], [notices.arn]),
      // By id, which AWS gives a rule when it is made; the name is not in the ARN.
      allow(['config:StartConfigRulesEvaluation'], [arnOf(deployment, 'config', 'config-rule/*')]),
    ],
    // The next round makes up for one that failed, and Errors alarms.
    retries: 0,
    eventAgeSeconds: 60,
  });
  const schedule = new CloudwatchEventRule(stack, 'exemption-schedule', {
    name: regionalName(deployment, 'exemption-watch'),
    description: 'Starts the watch over exemptions every five minutes.',
    scheduleExpression: 'rate(5 minutes)',
  });
  new CloudwatchEventTarget(stack, 'exemption-schedule-target', { rule: schedule.name, arn: watch.function.arn });
  new LambdaPermission(stack, 'exemption-schedule-permission', {
    statementId: 'schedule',
    functionName: watch.function.functionName,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: schedule.arn,
    sourceAccount: caller.accountId,
  });
  return watch;
}
