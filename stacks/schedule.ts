import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Token } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';

export interface Schedule {
  /** Of the schedule in the template; its target and permission are named for it. */
  readonly id: string;
  /** Of the schedule in AWS, beside the prefix and the region. */
  readonly name: string;
  readonly description: string;
  /** As EventBridge spells it: `rate(5 minutes)`. */
  readonly rate: string;
  /** Terraform's `count`, an expression: the schedule is there always unless given. */
  readonly count?: string;
  /** `ENABLED` or `DISABLED`; EventBridge's default, enabled, if absent. */
  readonly state?: string;
}

/** Starts a function by the clock; nothing but this schedule may start it so. */
export function schedule(deployment: Deployment, target: DeployedFunction, given: Schedule): void {
  const { stack, caller } = deployment;
  const { id, name, description, rate, state } = given;
  const counted = given.count === undefined ? {} : { count: Token.asNumber(given.count) };
  const ref = (attribute: string): string =>
    `\${aws_cloudwatch_event_rule.${id}${given.count === undefined ? '' : '[0]'}.${attribute}}`;
  new CloudwatchEventRule(stack, id, {
    ...counted,
    name: regionalName(deployment, name),
    description,
    scheduleExpression: rate,
    ...(state === undefined ? {} : { state }),
  });
  new CloudwatchEventTarget(stack, `${id}-target`, { ...counted, rule: ref('name'), arn: target.arn });
  new LambdaPermission(stack, `${id}-permission`, {
    ...counted,
    statementId: 'schedule',
    functionName: target.functionName,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: ref('arn'),
    sourceAccount: caller.accountId,
  });
}
