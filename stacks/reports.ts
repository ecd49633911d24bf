import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { Token } from 'cdktf';
import { type HubDeployment, regionalName } from './deployment.ts';
import { allow, denyPlainHttp } from './iam-scope.ts';
import { policyText } from './policy-text.ts';

const wanted = 'length(var.report_emails) > 0';
const arn = '${aws_sns_topic.reports-topic[0].arn}';

/** Of the topic; empty where nobody is to be told by e-mail. */
export const reportsTopicArn = `\${${wanted} ? aws_sns_topic.reports-topic[0].arn : ""}`;

/** The topic of what is told by e-mail, one for whom the notifier alone writes. Its subscribers have to confirm. */
export function reports({ stack, ...deployment }: HubDeployment): void {
  const count = Token.asNumber(`\${${wanted} ? 1 : 0}`);
  new SnsTopic(stack, 'reports-topic', {
    count,
    name: regionalName(deployment, 'reports'),
    // Every principal of the account that may publish may use this key (SNS Developer Guide, "Key management").
    kmsMasterKeyId: 'alias/aws/sns',
  });
  new SnsTopicPolicy(stack, 'reports-topic-policy', {
    count,
    arn,
    policy: policyText([
      {
        Sid: 'Publish',
        Effect: 'Allow',
        Principal: { AWS: '${aws_iam_role.notifier-role.arn}' },
        Action: 'sns:Publish',
        Resource: arn,
      },
      denyPlainHttp('sns:Publish', [arn]),
    ]),
  });
  new IamRolePolicy(stack, 'notifier-reports-policy', {
    count,
    name: 'reports',
    role: '${aws_iam_role.notifier-role.name}',
    policy: policyText([allow(['sns:Publish'], [arn])]),
  });
  const subscription = new SnsTopicSubscription(stack, 'reports-to-email', {
    topicArn: arn,
    protocol: 'email',
    endpoint: '${each.value}',
  });
  subscription.addOverride('for_each', '${var.report_emails}');
}
