import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus/index.js';
import { CloudwatchEventBusPolicy } from '@cdktf/provider-aws/lib/cloudwatch-event-bus-policy/index.js';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { Token } from 'cdktf';
import { arnOf, type Deployment, regionalName } from './deployment.ts';
import { forwardedEvents } from './forwarded-events.ts';
import type { DeployedFunction } from './lambda.ts';
import { membersTell, onlyWithMembers } from './members.ts';
import { policyText } from './policy-text.ts';
import type { GuardedQueue } from './queues.ts';
import { startedByEvents } from './started-by-events.ts';

const name = 'members';
const bus = '${aws_cloudwatch_event_bus.members[0].name}';

/** Of the bus, also where there is none. */
export function memberBusArn(deployment: Deployment): string {
  return arnOf(deployment, 'events', `event-bus/${regionalName(deployment, name)}`);
}

/** Of the rule that brings members' verdicts, also where there is none. */
export function memberVerdictsArn(deployment: Deployment): string {
  const rule = regionalName(deployment, 'member-verdicts');
  return arnOf(deployment, 'events', `rule/${regionalName(deployment, name)}/${rule}`);
}

/**
 * The bus that members send what they hear to: verdicts go to the outbox, and calls, where the fast path is switched on, to it. Nobody but
 * the accounts of `member_accounts` may send, and there is none without one.
 */
export function memberBus(deployment: Deployment, outbox: GuardedQueue, fastPath: DeployedFunction): void {
  const { stack, variables } = deployment;
  const count = Token.asNumber(onlyWithMembers());
  new CloudwatchEventBus(stack, name, { count, name: regionalName(deployment, name) });
  new CloudwatchEventBusPolicy(stack, `${name}-policy`, {
    count,
    eventBusName: bus,
    policy: policyText([membersTell(memberBusArn(deployment))]),
  });
  for (const { name: id, description, pattern, kind } of forwardedEvents(variables.name_prefix.stringValue)) {
    if (kind === 'calls') {
      const starting = { id, description, pattern, bus, count: onlyWithMembers('var.enable_fast_path') };
      startedByEvents(deployment, fastPath, starting);
      continue;
    }
    new CloudwatchEventRule(stack, id, {
      count,
      eventBusName: bus,
      name: regionalName(deployment, id),
      description,
      eventPattern: JSON.stringify(pattern),
    });
    new CloudwatchEventTarget(stack, `${id}-target`, {
      count,
      eventBusName: bus,
      rule: `\${aws_cloudwatch_event_rule.${id}[0].name}`,
      arn: outbox.queue.arn,
      dependsOn: [outbox.policy],
    });
  }
}
