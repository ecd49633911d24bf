import { VariableType } from 'cdktf';
import { graceForm } from '../contract/grace-length.ts';
import { Severity } from '../contract/instruction.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import type { Definition } from './declare-variables.ts';

const ruleIds = JSON.stringify(rules.map(({ id }) => id));

/** What a deployment may say of a rule beside its parameters. */
export const ruleTermsVariables = {
  rule_severities: {
    type: VariableType.map(VariableType.STRING),
    default: {},
    nullable: false,
    description: `Per rule: how bad a violation is, ${Severity.options.join(', ')}; unless given, as \`configmend rules\` says. Told and recorded; it decides nothing.`,
    validation: [
      {
        condition: `\${alltrue([for id, severity in var.rule_severities : contains(${ruleIds}, id) && contains(${JSON.stringify(Severity.options)}, severity)])}`,
        errorMessage: `rule_severities must give ${Severity.options.join(', ')} to the ids of existing rules.`,
      },
    ],
  },
  grace_periods: {
    type: VariableType.map(VariableType.STRING),
    default: {},
    nullable: false,
    description: `Per rule: how long a violation is left alone after Slack was told by when it will be mended. In ${graceForm.says}; unless given, it is mended at once.`,
    validation: [
      {
        condition: `\${alltrue([for id in keys(var.grace_periods) : contains(${ruleIds}, id)])}`,
        errorMessage: 'grace_periods may be given to the ids of existing rules only.',
      },
      {
        condition: `\${alltrue([for length in values(var.grace_periods) : can(regex(${JSON.stringify(graceForm.pattern)}, length))])}`,
        errorMessage: `grace_periods must be in ${graceForm.says}; leave a rule out for none.`,
      },
    ],
  },
} satisfies Record<string, Definition>;

/** The settings of a rule's Lambda, as rules/terms.ts reads them. */
export function termsSettings({ id, severity }: Pick<RegisteredRule, 'id' | 'severity'>): Record<string, string> {
  return {
    RULE_SEVERITY: `\${lookup(var.rule_severities, "${id}", "${severity}")}`,
    RULE_GRACE: `\${lookup(var.grace_periods, "${id}", "")}`,
  };
}
