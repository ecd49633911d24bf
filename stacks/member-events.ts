import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule/index.js';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target/index.js';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role/index.js';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Token } from 'cdktf';
import { accountName, type MemberDeployment, regionalName } from './deployment.ts';
import { forwardedEvents } from './forwarded-events.ts';
import { judgingPreconditions } from './member-judging.ts';
import { forwarder, forwarderPolicies } from './member-roles.ts';
import { policyText } from './policy-text.ts';

/** What cannot be said of one variable alone. */
const preconditions = [
  {
    condition: '${data.aws_caller_identity.caller.account_id != var.hub_account_id || var.region != var.hub_region}',
    error_message:
      'This is the account and region of the hub, which watches itself: the stack of a member is for the others.',
  },
  {
    condition:
      '${alltrue([for arn in var.reader_principals : can(regex("^arn:[a-z-]+:iam::${var.hub_account_id}:", arn))])}',
    error_message: 'reader_principals must be of the account hub_account_id.',
  },
];

/** Sends verdicts, and with the fast path API calls, from the account's own bus to that of the hub. */
export function memberEvents(deployment: MemberDeployment): void {
  const { stack, variables, caller } = deployment;
  const { trust, statements } = forwarderPolicies(caller.accountId, variables.hub_bus_arn.stringValue);
  const role = new IamRole(stack, `${forwarder}-role`, {
    name: accountName(deployment, forwarder),
    description: 'Sends events to the configmend hub.',
    assumeRolePolicy: policyText(trust),
  });
  // There always: what else is wrong with the values is said here as well.
  role.addOverride('lifecycle.precondition', [...preconditions, ...judgingPreconditions]);
  const policy = new IamRolePolicy(stack, `${forwarder}-policy`, {
    name: 'configmend',
    role: role.name,
    policy: policyText(statements),
  });
  for (const { name, description, pattern, kind } of forwardedEvents(variables.name_prefix.stringValue)) {
    const counted = kind === 'calls' ? { count: Token.asNumber('${var.enable_fast_path ? 1 : 0}') } : {};
    new CloudwatchEventRule(stack, name, {
      ...counted,
      name: regionalName(deployment, name),
      description,
      eventPattern: JSON.stringify(pattern),
    });
    new CloudwatchEventTarget(stack, `${name}-target`, {
      ...counted,
      rule: `\${aws_cloudwatch_event_rule.${name}${kind === 'calls' ? '[0]' : ''}.name}`,
      arn: variables.hub_bus_arn.stringValue,
      roleArn: role.arn,
      dependsOn: [policy],
    });
  }
}
