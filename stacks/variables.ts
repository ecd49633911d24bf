import { type TerraformVariable, VariableType } from 'cdktf';
import { rules } from '../rules/registry.ts';
import { breakerLimitsVariable } from './breaker-limits.ts';
import { commonVariables, longestPrefix } from './common-variables.ts';
import type { Definition } from './declare-variables.ts';
import { exemptionVariables } from './exemption-variables.ts';
import { parameterForms } from './parameter-forms.ts';
import { ruleTermsVariables } from './rule-terms.ts';
import { isNotReserved, isWebhookParameter, slackVariables } from './slack-variables.ts';

const ruleIds = rules.map(({ id }) => id);
const listed = (values: readonly string[]): string => JSON.stringify(values);
/** Of an identifier in lower case, after the prefix and `-managed-`, in a Config rule's 128 (AWS Config API, ConfigRule). */
const longestManagedRule = 128 - longestPrefix - '-managed-'.length;

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
        condition: '${var.alert_email == "" || can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.alert_email))}',
        errorMessage: 'alert_email must be an e-mail address.',
      },
    ],
  },
  create_config_recorder: {
    type: VariableType.BOOL,
    default: true,
    nullable: false,
    description:
      'Create the AWS Config recorder, its delivery channel and bucket. False where the region has a recorder: AWS allows one.',
  },
  enabled_rules: {
    type: VariableType.set(VariableType.STRING),
    default: rules.filter(({ enabledByDefault }) => enabledByDefault).map(({ id }) => id),
    nullable: false,
    description: `Rules to deploy, of: ${ruleIds.join(', ')}.`,
    validation: [
      {
        condition: `\${alltrue([for id in var.enabled_rules : contains(${listed(ruleIds)}, id)])}`,
        errorMessage: `enabled_rules may name only: ${ruleIds.join(', ')}.`,
      },
    ],
  },
  rule_modes: {
    type: VariableType.map(VariableType.STRING),
    default: {},
    nullable: false,
    description: 'Per rule: auto (mended when the gate is open, the default) or observe (judged and told only).',
    validation: [
      {
        condition: `\${alltrue([for id, mode in var.rule_modes : contains(${listed(ruleIds)}, id) && contains(["auto", "observe"], mode)])}`,
        errorMessage: 'rule_modes must give auto or observe to the ids of existing rules.',
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
  ...ruleTermsVariables,
  rule_parameters: {
    type: VariableType.map(VariableType.map(VariableType.STRING)),
    default: {},
    nullable: false,
    description:
      'Per rule: parameters as strings, e.g. {"security-group-restricted-ports": {"ports": "22,3389"}}. See `configmend rules`.',
    validation: [
      {
        condition: `\${alltrue([for id in keys(var.rule_parameters) : contains(${listed(ruleIds)}, id)])}`,
        errorMessage: `rule_parameters may be given to: ${ruleIds.join(', ')}.`,
      },
      // What AWS Config takes as InputParameters (AWS Config API, ConfigRule).
      {
        condition:
          '${alltrue([for parameters in values(var.rule_parameters) : length(jsonencode(parameters)) <= 1024])}',
        errorMessage: 'rule_parameters of one rule must not exceed 1024 characters as JSON.',
      },
      ...rules.map(({ id, parameters }) => ({
        condition: `\${alltrue([for name in keys(lookup(var.rule_parameters, "${id}", {})) : contains(${listed(Object.keys(parameters))}, name)])}`,
        errorMessage:
          Object.keys(parameters).length === 0
            ? `rule_parameters may not be given to ${id}: it has none.`
            : `rule_parameters of ${id} may name only: ${Object.keys(parameters).join(', ')}.`,
      })),
      ...rules.flatMap(({ id }) =>
        Object.entries(parameterForms[id] ?? {}).map(([name, { pattern, says }]) => ({
          condition: `\${!can(var.rule_parameters["${id}"]["${name}"]) || can(regex(${JSON.stringify(pattern)}, var.rule_parameters["${id}"]["${name}"]))}`,
          errorMessage: `rule_parameters of ${id}: ${name} must be ${says}.`,
        })),
      ),
    ],
  },
  managed_rules: {
    type: VariableType.set(VariableType.STRING),
    default: [
      'CLOUD_TRAIL_ENABLED',
      'IAM_PASSWORD_POLICY',
      'S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
      'RESTRICTED_INCOMING_TRAFFIC',
      'VPC_DEFAULT_SECURITY_GROUP_CLOSED',
    ],
    nullable: false,
    description: 'AWS-managed Config rules to deploy beside ours, by identifier; none of them mends anything.',
    validation: [
      {
        condition: `\${alltrue([for id in var.managed_rules : can(regex("^[A-Z][A-Z0-9_]+$", id)) && length(id) <= ${longestManagedRule}])}`,
        errorMessage: 'managed_rules must be identifiers of AWS Config managed rules, such as CLOUD_TRAIL_ENABLED.',
      },
    ],
  },
  log_retention_days: {
    type: VariableType.NUMBER,
    default: 90,
    nullable: false,
    description: 'Days that the Lambdas’ logs are kept.',
    validation: [
      {
        condition:
          '${contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)}',
        errorMessage:
          'log_retention_days must be one of the periods that CloudWatch Logs offers, such as 30, 90 or 365.',
      },
    ],
  },
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
  lambda_runtime: {
    type: VariableType.STRING,
    default: 'nodejs22.x',
    nullable: false,
    description: 'Runtime of the Lambdas: nodejs22.x or nodejs24.x.',
    validation: [
      {
        condition: '${contains(["nodejs22.x", "nodejs24.x"], var.lambda_runtime)}',
        errorMessage: 'lambda_runtime must be nodejs22.x or nodejs24.x.',
      },
    ],
  },
  lambda_architecture: {
    type: VariableType.STRING,
    default: 'arm64',
    nullable: false,
    description: 'Processor of the Lambdas: arm64, or x86_64 where a region has no arm64.',
    validation: [
      {
        condition: '${contains(["arm64", "x86_64"], var.lambda_architecture)}',
        errorMessage: 'lambda_architecture must be arm64 or x86_64.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;

export type Variables = Readonly<Record<keyof typeof stackVariables, TerraformVariable>>;
