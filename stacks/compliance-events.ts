import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { Token } from 'cdktf';
import { arnOf, type Deployment, regionalName } from './deployment.ts';
import { verdictPattern } from './forwarded-events.ts';
import type { GuardedQueue } from './queues.ts';

const name = 'compliance-events';

/** Of the rule, also where there is none. */
export function complianceEventsArn(deployment: Deployment): string {
  return arnOf(deployment, 'events', `rule/${regionalName(deployment, name)}`);
}

/**
 * The verdicts of our rules as EventBridge events, where the recorder and so its delivery channel are not ours: a channel has
 * one topic. With our own recorder they come through that topic, and would be told twice.
 */
export function complianceEvents(deployment: Deployment, { queue, policy }: GuardedQueue): void {
  const { stack, variables } = deployment;
  const count = Token.asNumber('${var.watch_own_account && !var.create_config_recorder ? 1 : 0}');
  new CloudwatchEventRule(stack, name, {
    count,
    name: regionalName(deployment, name),
    description: 'Tells Slack what AWS Config found, where its recorder is not ours.',
    eventPattern: JSON.stringify(verdictPattern(variables.name_prefix.stringValue)),
  });
  new CloudwatchEventTarget(stack, `${name}-target`, {
    count,
    rule: '${aws_cloudwatch_event_rule.compliance-events[0].name}',
    arn: queue.arn,
    dependsOn: [policy],
  });
}
