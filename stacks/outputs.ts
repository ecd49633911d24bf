import type { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import type { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter/index.js';
import { TerraformOutput } from 'cdktf';
import { consoleUrl, type HubDeployment } from './deployment.ts';
import { memberBusArn } from './member-bus.ts';
import { memberSettings } from './member-settings.ts';
import type { Topic } from './notifications.ts';
import type { Outbox } from './outbox.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { Queues } from './queues.ts';

export interface OutputsParts {
  readonly queue: Queues;
  readonly outbox: Outbox;
  readonly ledger: PrivateBucket;
  readonly notices: Topic;
  readonly gateParameter: SsmParameter;
  readonly dashboard: CloudwatchDashboard;
}

/** What an operator needs after `apply`: where to look, and what to do next. None of it is secret. */
export function outputs(deployment: HubDeployment, parts: OutputsParts): void {
  const { queue, outbox, ledger, notices, gateParameter, dashboard } = parts;
  const region = deployment.variables.region.stringValue;
  const output = (name: string, value: string, description: string): TerraformOutput =>
    new TerraformOutput(deployment.stack, name, { value, description, staticId: true });
  const page = (path: string): string => `${consoleUrl(deployment)}/${path}`;
  output('queue_url', queue.remediation.url, 'The remediation queue: with the gate closed, the dry run.');
  output('dead_letter_queue_url', queue.deadLetters.url, 'What could not be mended, each message with its reason.');
  output('failed_invocations_queue_url', queue.failures.url, 'Events that a Lambda failed on for good.');
  output('outbox_url', outbox.queue.url, 'What waits to be told to Slack.');
  output(
    'outbox_dead_letter_queue_url',
    outbox.deadLetters.url,
    'What Slack would not take, each message with its reason.',
  );
  output('ledger_bucket', ledger.bucket, 'The state before each mend.');
  output('notices_topic_arn', notices.arn, 'Notices and alarms: subscribe what else should hear them.');
  output('queue_arn', queue.remediation.arn, 'The same queue, as members know it.');
  output('hub_bus_arn', memberBusArn(deployment), 'The bus that members send events to, once there is one.');
  new TerraformOutput(deployment.stack, 'member_settings', {
    value: memberSettings(deployment, { queue, ledger }),
    description: 'What a member needs: terraform output -json member_settings > member.auto.tfvars.json.',
    staticId: true,
  });
  output(
    'dashboard_url',
    page(`cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`),
    'The pipeline in CloudWatch.',
  );
  output('config_rules_url', page(`config/home?region=${region}#/rules`), 'The verdicts in AWS Config.');
  output('queues_url', page(`sqs/v3/home?region=${region}#/queues`), 'The queues in the SQS console.');
  output(
    'ledger_url',
    page(`s3/buckets/${ledger.bucket}?region=${region}&prefix=actions/`),
    'The ledger in the S3 console.',
  );
  output('gate_parameter', gateParameter.name, 'The parameter that every part asks before it changes anything.');
  output('auto_response', '${var.enable_auto_response ? "open" : "closed"}', 'Whether anything is changed.');
  // Tokens would not be resolved within an expression, so it names what it refers to.
  const close =
    'format("aws ssm put-parameter --region %s --name %s --value false --overwrite", var.region, aws_ssm_parameter.gate.name)';
  output(
    'next_command',
    `\${var.enable_auto_response ? ${close} : "terraform apply -var enable_auto_response=true"}`,
    'With the gate closed, what opens it, once the queue has been read; with the gate open, what closes it at once.',
  );
}
