import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import type { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import { initialNoOpTally } from '../contract/no-op-tally.ts';
import { noOpsKey } from '../digest/no-op-store.ts';
import { arnOf, type Deployment } from './deployment.ts';
import { readsExemptions } from './exemptions.ts';
import { allow } from './iam-scope.ts';
import { keptObject } from './kept-object.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import type { Notifications } from './notifications.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';
import { schedule } from './schedule.ts';

export interface DigestParts {
  readonly queue: Queues;
  readonly ledger: PrivateBucket;
  readonly safety: S3Object;
  readonly noOps: S3Object;
  readonly gateParameter: SsmParameter;
  readonly told: Notifications;
}

/** What the coordinator counts for it. */
export function noOpCount(deployment: Deployment, bucket: PrivateBucket): S3Object {
  const content = JSON.stringify(initialNoOpTally);
  return keptObject(deployment, { name: 'no-op-count', bucket, key: noOpsKey, content, writtenBy: 'theirs' });
}

/** The function that tells once a day what happened and what waits. Of what it reads it changes nothing; the gate does not matter to it. */
export function digest(deployment: Deployment, parts: DigestParts): DeployedFunction {
  const { queue, ledger, safety, noOps, gateParameter, told } = parts;
  const { outbox, notices, notifier } = told;
  const counted = [queue.remediation, queue.deadLetters, queue.failures, outbox.queue, outbox.deadLetters];
  const deployed = lambda(deployment, {
    name: 'digest',
    description: 'Tells once a day what was mended and what waits.',
    timeoutSeconds: 120,
    environment: {
      LEDGER_BUCKET: ledger.bucket,
      GATE_PARAMETER: gateParameter.name,
      NOTIFICATION_TOPIC_ARN: notices.arn,
      QUEUE_URL: queue.remediation.url,
      DEAD_LETTER_QUEUE_URL: queue.deadLetters.url,
      FAILED_INVOCATIONS_URL: queue.failures.url,
      OUTBOX_URL: outbox.queue.url,
      OUTBOX_DEAD_LETTERS_URL: outbox.deadLetters.url,
      CONFIG_RULES: `\${jsonencode({for id in var.enabled_rules : id => "\${var.name_prefix}-\${id}"})}`,
    },
    statements: [
      { ...allow(['s3:ListBucket'], [ledger.arn]), Condition: { StringLike: { 's3:prefix': 'actions/*' } } },
      allow(['s3:GetObject'], [`${ledger.arn}/actions/*`, `${ledger.arn}/${safety.key}`, `${ledger.arn}/${noOps.key}`]),
      readsExemptions(ledger),
      allow(['ssm:GetParameter'], [gateParameter.arn]),
      allow(
        ['sqs:GetQueueAttributes'],
        counted.map(({ arn }) => arn),
      ),
      // SQS has no peek: what is looked at is received, and made visible again.
      allow(['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], [queue.remediation.arn]),
      // By id, which AWS gives a rule when it is made; the name is not in the ARN.
      allow(['config:DescribeComplianceByConfigRule'], [arnOf(deployment, 'config', 'config-rule/*')]),
      allow(['sns:Publish'], [notices.arn]),
    ],
    failuresTo: queue.failures.arn,
    after: [notifier],
  });
  const part = (index: number): string => `regex("^([0-9]+):([0-9]+)$", var.digest_time_utc)[${index}]`;
  schedule(deployment, deployed, {
    id: 'digest-schedule',
    name: 'digest',
    description: 'Starts the digest once a day.',
    rate: `\${format("cron(%d %d * * ? *)", ${part(1)}, ${part(0)})}`,
    count: '${var.digest_time_utc == "" ? 0 : 1}',
  });
  return deployed;
}
