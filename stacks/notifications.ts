import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { Token } from 'cdktf';
import { sightingsFolder } from '../contract/sighting.ts';
import { rules } from '../rules/registry.ts';
import { complianceEvents } from './compliance-events.ts';
import { type Deployment, type HubDeployment, regionalName } from './deployment.ts';
import { allow, denyPlainHttp } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import { type Outbox, outbox, pollers, pollOutbox, subscribeOutbox, worksOutbox } from './outbox.ts';
import { readsAccounts } from './members.ts';
import type { PrivateBucket } from './private-bucket.ts';
import { reports, reportsTopicArn } from './reports.ts';
import { readsWebhook, webhookAccess } from './webhook-access.ts';

export interface Topic {
  readonly arn: string;
  /** Who may publish: what publishes must wait for that. */
  readonly policy: SnsTopicPolicy;
}

export interface Notifications {
  /** What AWS Config sends. */
  readonly config: Topic;
  /** What the pipeline and the alarms tell. */
  readonly notices: Topic;
  /** What of both waits for Slack. */
  readonly outbox: Outbox;
  readonly notifier: DeployedFunction;
}

/** By the names of the Config rules, as notifier/about.ts takes them. */
const ruleSeverities = `\${jsonencode({for id, severity in merge({${rules
  .map(({ id, severity }) => `"${id}" = "${severity}"`)
  .join(', ')}}, var.rule_severities) : "\${var.name_prefix}-\${id}" => severity})}`;

/**
 * Two topics, the outbox that keeps what both tell, and the notifier that works it. Without a Slack parameter it is deployed and has
 * nobody to tell. Of what Config sends, only verdicts that changed reach it; where the recorder is not ours, they come as events. It reads
 * in the ledger bucket how accounts are called, and who made the call before a verdict.
 */
export function notifications(deployment: HubDeployment, ledger: PrivateBucket): Notifications {
  const { stack, variables } = deployment;
  const config = topic(deployment, 'config', 'config.amazonaws.com');
  const notices = topic(deployment, 'notices', 'cloudwatch.amazonaws.com');
  const waiting = outbox(deployment, [config.arn, notices.arn]);
  const notifier = lambda(deployment, {
    name: 'notifier',
    description: 'Tells Slack what changed and what was mended.',
    timeoutSeconds: 90,
    reservedConcurrency: pollers,
    environment: {
      SLACK_WEBHOOK_PARAMETER: variables.slack_webhook_parameter.stringValue,
      SLACK_ROUTES: '${jsonencode(var.slack_routes)}',
      OWNER_TAG: variables.owner_tag.stringValue,
      RULE_SEVERITIES: ruleSeverities,
      RULE_PARAMETERS: '${jsonencode({for id in var.enabled_rules : id => lookup(var.rule_parameters, id, {})})}',
      OUTBOX_URL: waiting.queue.url,
      OUTBOX_DEAD_LETTERS_URL: waiting.deadLetters.url,
      LEDGER_BUCKET: ledger.bucket,
      REPORTS_TOPIC_ARN: reportsTopicArn,
    },
    statements: [
      readsWebhook(deployment),
      ...worksOutbox(waiting),
      readsAccounts(ledger),
      allow(['s3:GetObject'], [`${ledger.arn}/${sightingsFolder}*`]),
    ],
  });
  webhookAccess(deployment);
  reports(deployment);
  pollOutbox(deployment, waiting, notifier);
  subscribeOutbox(deployment, waiting, 'config', config.arn, { messageType: ['ComplianceChangeNotification'] });
  subscribeOutbox(deployment, waiting, 'notices', notices.arn);
  complianceEvents(deployment, waiting);
  new SnsTopicSubscription(stack, 'notices-to-email', {
    count: Token.asNumber('${var.alert_email == "" ? 0 : 1}'),
    topicArn: notices.arn,
    protocol: 'email',
    endpoint: variables.alert_email.stringValue,
  });
  return { config, notices, outbox: waiting, notifier };
}

/** Not encrypted: Config and CloudWatch cannot publish through the key that AWS manages for SNS. */
function topic(deployment: Deployment, name: string, service: string): Topic {
  const { stack, caller } = deployment;
  const { arn } = new SnsTopic(stack, `${name}-topic`, { name: regionalName(deployment, name) });
  const policy = new SnsTopicPolicy(stack, `${name}-topic-policy`, {
    arn,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Publish',
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sns:Publish',
          Resource: arn,
          Condition: { StringEquals: { 'aws:SourceAccount': caller.accountId } },
        },
        denyPlainHttp('sns:Publish', [arn]),
      ],
    }),
  });
  return { arn, policy };
}
