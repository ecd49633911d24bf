import { type TerraformVariable, VariableType } from 'cdktf';
import { breakerLimitsVariable } from './breaker-limits.ts';
import { commonVariables } from './common-variables.ts';
import type { Definition } from './declare-variables.ts';
import { exemptionVariables } from './exemption-variables.ts';
import { functionVariables } from './function-variables.ts';
import { memberVariables } from './member-variables.ts';
import { isEmailAddress, reportVariables } from './report-variables.ts';
import { ruleVariables } from './rule-variables.ts';
import { isNotReserved, isWebhookParameter, slackVariables } from './slack-variables.ts';

/** The variables of the main stack. */
export const stackVariables = {
  ...commonVariables,
  enable_auto_response: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description: 'The gate. While false nothing is changed: fix instructions wait in the queue to be read.',
  },
  slack_webhook_parameter: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description:
      'Where the Slack webhook URL is: the name of an existing SSM SecureString, or /aws/reference/secretsmanager/NAME for the secret NAME of Secrets Manager; empty for no Slack. Never the URL itself.',
    validation: [
      {
        condition: `\${var.slack_webhook_parameter == "" || ${isWebhookParameter('var.slack_webhook_parameter')}}`,
        errorMessage:
          'slack_webhook_parameter must be the name of an SSM parameter, or /aws/reference/secretsmanager/ and the name of a secret, and not the webhook URL.',
      },
      {
        condition: `\${${isNotReserved('var.slack_webhook_parameter')}}`,
        errorMessage:
          'slack_webhook_parameter must not begin with aws or ssm, unless it is /aws/reference/secretsmanager/ and the name of a secret.',
      },
    ],
  },
  slack_webhook_key_arn: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description:
      'ARN of the KMS key of that parameter or secret, and of those of slack_routes, where it is one of your own; empty for the keys aws/ssm and aws/secretsmanager.',
    validation: [
      {
        condition:
          '${var.slack_webhook_key_arn == "" || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.slack_webhook_key_arn))}',
        errorMessage: 'slack_webhook_key_arn must be the ARN of a KMS key (arn:…:key/…), not an alias.',
      },
    ],
  },
  ...slackVariables,
  alert_email: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description: 'Address that gets alarms and notices by e-mail; empty for none.',
    validation: [
      {
        condition: `\${var.alert_email == "" || ${isEmailAddress('var.alert_email')}}`,
        errorMessage: 'alert_email must be an e-mail address.',
      },
    ],
  },
  enable_fast_path: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description:
      'Judge a resource as soon as CloudTrail tells of a call that may have changed it: in seconds, beside AWS Config. It needs a trail that logs management events; without one it does nothing.',
  },
  ...breakerLimitsVariable,
  ...exemptionVariables,
  ...ruleVariables,
  ...memberVariables,
  ...reportVariables,
  ledger_retention_days: {
    type: VariableType.NUMBER,
    default: 400,
    nullable: false,
    description: 'Days after which ledger entries expire.',
    validation: [
      {
        condition: '${var.ledger_retention_days >= 30 && var.ledger_retention_days % 1 == 0}',
        errorMessage: 'ledger_retention_days must be a whole number of at least 30: the ledger is what an undo needs.',
      },
    ],
  },
  ...functionVariables,
} satisfies Readonly<Record<string, Definition>>;

export type Variables = Readonly<Record<keyof typeof stackVariables, TerraformVariable>>;
