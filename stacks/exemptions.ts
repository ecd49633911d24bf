import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { initialExemptionWatch } from '../contract/exemption-watch.ts';
import { addedKey, declaredKey } from '../exemptions/exemption-objects.ts';
import { watchedKey } from '../exemptions/watch-store.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { arnOf, type Deployment } from './deployment.ts';
import { declaredContent, withinMaxDays } from './exemption-variables.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import { keptObject } from './kept-object.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import type { Topic } from './notifications.ts';
import type { PrivateBucket } from './private-bucket.ts';
import { schedule } from './schedule.ts';

const withoutConfigRule = JSON.stringify(rules.filter((rule) => !isJudgedByConfig(rule)).map(({ id }) => id));

/** What reads the exemptions may do in their bucket. */
export function readsExemptions(ledger: Pick<PrivateBucket, 'arn'>): PolicyStatement {
  return allow(['s3:GetObject'], [`${ledger.arn}/${declaredKey}`, `${ledger.arn}/${addedKey}`]);
}

/**
 * The two lists of exemptions, and the watch over them: a function that every five minutes reminds of those that end, has AWS Config
 * judge again by the rules of those that began or ended, and raises the alarm where the lists cannot be read. The gate does not matter to it.
 */
export function exemptions(
  deployment: Deployment,
  ledger: PrivateBucket,
  notices: Topic,
): { readonly watch: DeployedFunction; readonly lists: readonly S3Object[] } {
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
  const theirs = (name: string, key: string, content: object): S3Object =>
    keptObject(deployment, { name, bucket: ledger, key, content: JSON.stringify(content), writtenBy: 'theirs' });
  const added = theirs('added-exemptions', addedKey, { version: 1, exemptions: [] });
  theirs('exemption-watch-state', watchedKey, initialExemptionWatch);
  const watch = lambda(deployment, {
    name: 'exemption-watch',
    description: 'Reminds of exemptions that end, and has what they covered judged again.',
    timeoutSeconds: 60,
    environment: {
      EXEMPTIONS_BUCKET: ledger.bucket,
      NOTIFICATION_TOPIC_ARN: notices.arn,
      // Of the others nothing is there to be judged again by.
      CONFIG_RULES: `\${jsonencode({for id in var.enabled_rules : id => "\${var.name_prefix}-\${id}" if !contains(${withoutConfigRule}, id)})}`,
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
  schedule(deployment, watch, {
    id: 'exemption-schedule',
    name: 'exemption-watch',
    description: 'Starts the watch over exemptions every five minutes.',
    rate: 'rate(5 minutes)',
  });
  return { watch, lists: [declared, added] };
}
