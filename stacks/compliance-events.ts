import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import { Token } from 'cdktf';
import { type Deployment, regionalName } from './deployment.ts';
import type { DeployedFunction } from './lambda.ts';

/**
 * The verdicts of our rules as EventBridge events, where the recorder and so its delivery channel are not ours: a channel has
 * one topic. With our own recorder they come through that topic, and would be told twice.
 */
export function complianceEvents(deployment: Deployment, { function: notifier }: DeployedFunction): void {
  const { stack, variables, caller } = deployment;
  const count = Token.asNumber('${var.create_config_recorder ? 0 : 1}');
  new CloudwatchEventRule(stack, 'compliance-events', {
    count,
    name: regionalName(deployment, 'compliance-events'),
    description: 'Tells the notifier what AWS Config found, where its recorder is not ours.',
    eventPattern: JSON.stringify({
      source: ['aws.config'],
      'detail-type': ['Config Rules Compliance Change'],
      detail: {
        messageType: ['ComplianceChangeNotification'],
        configRuleName: [{ prefix: `${variables.name_prefix.stringValue}-` }],
      },
    }),
  });
  new CloudwatchEventTarget(stack, 'compliance-events-target', {
    count,
    rule: '${aws_cloudwatch_event_rule.compliance-events[0].name}',
    arn: notifier.arn,
  });
  new LambdaPermission(stack, 'compliance-events-permission', {
    count,
    statementId: 'compliance-events',
    functionName: notifier.functionName,
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: '${aws_cloudwatch_event_rule.compliance-events[0].arn}',
    sourceAccount: caller.accountId,
  });
}
