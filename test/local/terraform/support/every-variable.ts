import { rules } from '../../../../rules/registry.ts';

/** Values by which every resource of the stack is there. */
export const everyVariable = {
  enabled_rules: rules.map(({ id }) => id),
  alert_email: 'ops@example.com',
  slack_webhook_parameter: '/aws/reference/secretsmanager/slack/webhook',
  slack_webhook_key_arn: 'arn:aws:kms:eu-west-1:123456789012:key/1',
  slack_routes: [
    { severities: ['critical'], webhook_parameter: '/on-call/slack' },
    { owners: ['web'], webhook_parameter: '/aws/reference/secretsmanager/web/slack' },
  ],
  enable_auto_response: true,
  enable_fast_path: true,
  member_accounts: {
    '123456789012': { name: 'hub', mode: 'auto', regions: ['eu-west-1', 'us-east-1'] },
    '210987654321': { name: 'payments', mode: 'observe', regions: ['eu-west-1'] },
  },
  external_id: 'agreed',
  organization_id: 'o-a1b2c3d4e5',
  config_aggregator: true,
  report_emails: ['audit@example.com'],
  rule_parameters: {
    'security-group-unapproved-change': {
      approvedPrincipals: 'arn:aws:iam::123456789012:role/deploy',
      approvalBucket: 'approvals',
      approvalAccount: '210987654321',
    },
  },
};
