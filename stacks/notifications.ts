import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { conditional, Fn, Token } from 'cdktf';
import { complianceEvents } from './compliance-events.ts';
import { arnOf, type Deployment, regionalName } from './deployment.ts';
import { allow, denyPlainHttp } from './iam-scope.ts';
import { type DeployedFunction, lambda } from './lambda.ts';
import type { Queues } from './queues.ts';

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
  readonly notifier: DeployedFunction;
}

/**
 * Two topics, and the notifier that reads both. Without a Slack parameter it is deployed and has nobody to tell. Of what Config
 * sends, only verdicts that changed reach it; where the recorder is not ours, they come as events.
 */
export function notifications(deployment: Deployment, { failures }: Queues): Notifications {
  const { stack, variables, caller } = deployment;
  const config = topic(deployment, 'config', 'config.amazonaws.com');
  const notices = topic(deployment, 'notices', 'cloudwatch.amazonaws.com');
  const notifier = lambda(deployment, {
    name: 'notifier',
    description: 'Tells Slack what changed and what was mended.',
    timeoutSeconds: 90,
    reservedConcurrency: 1,
    environment: { SLACK_WEBHOOK_PARAMETER: variables.slack_webhook_parameter.stringValue },
    // The name may begin with a slash, which the ARN has only once. A reference to a secret is asked for by its own name.
    statements: [
      allow(
        ['ssm:GetParameter'],
        [arnOf(deployment, 'ssm', `parameter/${Fn.trimprefix(variables.slack_webhook_parameter.stringValue, '/')}`)],
      ),
    ],
    failuresTo: failures.arn,
  });
  webhookSecret(deployment);
  webhookKey(deployment);
  const { arn, functionName } = notifier.function;
  new SnsTopicSubscription(stack, 'config-to-notifier', {
    topicArn: config.arn,
    protocol: 'lambda',
    endpoint: arn,
    filterPolicyScope: 'MessageBody',
    filterPolicy: JSON.stringify({ messageType: ['ComplianceChangeNotification'] }),
  });
  new SnsTopicSubscription(stack, 'notices-to-notifier', {
    topicArn: notices.arn,
    protocol: 'lambda',
    endpoint: arn,
  });
  for (const [name, { arn: sourceArn }] of Object.entries({ config, notices })) {
    new LambdaPermission(stack, `${name}-may-invoke-notifier`, {
      statementId: `sns-${name}`,
      functionName,
      action: 'lambda:InvokeFunction',
      principal: 'sns.amazonaws.com',
      sourceArn,
      sourceAccount: caller.accountId,
    });
  }
  complianceEvents(deployment, notifier);
  new SnsTopicSubscription(stack, 'notices-to-email', {
    count: Token.asNumber('${var.alert_email == "" ? 0 : 1}'),
    topicArn: notices.arn,
    protocol: 'email',
    endpoint: variables.alert_email.stringValue,
  });
  return { config, notices, notifier };
}

/** What Parameter Store passes through to Secrets Manager (Systems Manager User Guide, "Referencing AWS Secrets Manager secrets"). */
const secretPrefix = '/aws/reference/secretsmanager/';
const isSecret = `can(regex("^${secretPrefix}", var.slack_webhook_parameter))`;

/**
 * Parameter Store reads a secret with its caller's own permission. Secrets Manager ends the ARN with a hyphen and six characters
 * (Secrets Manager User Guide, "Permissions reference").
 */
function webhookSecret(deployment: Deployment): void {
  const { stack, variables } = deployment;
  const name = Fn.trimprefix(variables.slack_webhook_parameter.stringValue, secretPrefix);
  new IamRolePolicy(stack, 'notifier-secret-policy', {
    count: Token.asNumber(`\${${isSecret} ? 1 : 0}`),
    name: 'webhook-secret',
    role: '${aws_iam_role.notifier-role.name}',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        allow(['secretsmanager:GetSecretValue'], [arnOf(deployment, 'secretsmanager', `secret:${name}-??????`)]),
      ],
    }),
  });
}

/**
 * A key of the operator's own has to be allowed; every reader of the parameter or secret may use aws/ssm or aws/secretsmanager. It is
 * the service that holds the value which asks KMS (KMS Developer Guide, "kms:ViaService").
 */
function webhookKey({ stack, variables, partition }: Deployment): void {
  const found = Fn.can(Fn.regex(`^${secretPrefix}`, variables.slack_webhook_parameter.stringValue));
  const service = Token.asString(conditional(found, 'secretsmanager', 'ssm'));
  const via = `${service}.${variables.region.stringValue}.${partition.dnsSuffix}`;
  new IamRolePolicy(stack, 'notifier-key-policy', {
    count: Token.asNumber('${var.slack_webhook_key_arn == "" ? 0 : 1}'),
    name: 'webhook-key',
    role: '${aws_iam_role.notifier-role.name}',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          ...allow(['kms:Decrypt'], [variables.slack_webhook_key_arn.stringValue]),
          Condition: { StringEquals: { 'kms:ViaService': via } },
        },
      ],
    }),
  });
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
