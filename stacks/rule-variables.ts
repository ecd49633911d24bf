import { VariableType } from 'cdktf';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { longestPrefix } from './common-variables.ts';
import type { Definition } from './declare-variables.ts';
import { parameterForms } from './parameter-forms.ts';
import { ruleTermsVariables } from './rule-terms.ts';

const ruleIds = rules.map(({ id }) => id);
const listed = (values: readonly string[]): string => JSON.stringify(values);
/** Of an identifier in lower case, after the prefix and `-managed-`, in a Config rule's 128 (AWS Config API, ConfigRule). */
const longestManagedRule = 128 - longestPrefix - '-managed-'.length;

/** What is judged, by what, and with which parameters and terms. */
export const ruleVariables = {
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
  ...ruleTermsVariables,
} satisfies Readonly<Record<string, Definition>>;

/** Preconditions, which no validation of one variable can be: a rule that is enabled has the parameters that it cannot do without. */
export function requiredParameters(of: readonly Pick<RegisteredRule, 'id' | 'parameters'>[]): object[] {
  return of.flatMap(({ id, parameters }) =>
    Object.entries(parameters)
      .filter(([, { example }]) => example !== undefined)
      .map(([name]) => ({
        condition: `\${!contains(var.enabled_rules, "${id}") || lookup(lookup(var.rule_parameters, "${id}", {}), "${name}", "") != ""}`,
        error_message: `${id} needs ${name}: give it in rule_parameters.`,
      })),
  );
}
