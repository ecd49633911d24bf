import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Token } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';

export interface StartingEvents {
  /** Of the rule in the template, and the end of its name. */
  readonly id: string;
  readonly description: string;
  /** As EventBridge takes it. */
  readonly pattern: object;
  /** Terraform's `count`, an expression. */
  readonly count: string;
  /** The name of a bus; the account's default bus unless given. */
  readonly bus?: string;
}

/** Has events that fit a pattern start a function; nothing but this rule may start it so. */
export function startedByEvents(deployment: Deployment, target: DeployedFunction, events: StartingEvents): void {
  const { stack, caller } = deployment;
  const { id, description, pattern } = events;
  const count = Token.asNumber(events.count);
  const bus = events.bus === undefined ? {} : { eventBusName: events.bus };
  new CloudwatchEventRule(stack, id, {
    count,
    ...bus,
    name: regionalName(deployment, id),
    description,
    eventPattern: JSON.stringify(pattern),
  });
  new CloudwatchEventTarget(stack, `${id}-target`, {
    count,
    ...bus,
    rule: `\${aws_cloudwatch_event_rule.${id}[0].name}`,
    arn: target.arn,
  });
  new LambdaPermission(stack, `${id}-permission`, {
    count,
    statementId: id,
    functionName: target.functionName,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: `\${aws_cloudwatch_event_rule.${id}[0].arn}`,
    sourceAccount: caller.accountId,
  });
}
