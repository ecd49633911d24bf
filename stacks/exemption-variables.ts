import { VariableType } from 'cdktf';
import { type ExemptionField, exemptionForms, requiredFields } from '../contract/exemption-forms.ts';
import { rules } from '../rules/registry.ts';
import type { Definition } from './declare-variables.ts';

const fields = Object.keys(exemptionForms) as ExemptionField[];
const quoted = (values: readonly string[]): string => JSON.stringify(values);
const each = (condition: string): string => `\${alltrue([for e in var.exemptions : ${condition}])}`;
const given = (name: ExemptionField): string => `contains(keys(e), "${name}")`;
/** A date as its first moment. */
const moment = (name: 'created' | 'expires'): string =>
  `(length(e["${name}"]) == 10 ? format("%sT00:00:00Z", e["${name}"]) : e["${name}"])`;
const firstPort = 'regex("([0-9]+)-", e["port"])[0]';
const lastPort = 'regex("-([0-9]+)$", e["port"])[0]';

/**
 * The declared exemptions, as maps of strings: of an object type Terraform would drop an attribute that is misspelt in silence, and
 * with a target the limit of the exemption.
 */
export const exemptionVariables = {
  exemptions: {
    type: VariableType.list(VariableType.map(VariableType.STRING)),
    default: [],
    nullable: false,
    description:
      `Justified exceptions, each with ${requiredFields.join(', ')}, one or more of resource, account, region and tag, and at most one ` +
      'target: port and cidr, sid, grantee with permission, or setting. See docs/exemptions.md.',
    validation: [
      {
        condition: each(`alltrue([for name in keys(e) : contains(${quoted(fields)}, name)])`),
        errorMessage: `exemptions may have only: ${fields.join(', ')}.`,
      },
      {
        condition: each(requiredFields.map(given).join(' && ')),
        errorMessage: `exemptions must each have ${requiredFields.join(', ')}: none is for ever, and none is without an owner.`,
      },
      ...fields.map((name) => ({
        condition: each(`!${given(name)} || can(regex(${JSON.stringify(exemptionForms[name].pattern)}, e["${name}"]))`),
        errorMessage: `exemptions: ${name} must be ${exemptionForms[name].says}.`,
      })),
      {
        condition: each(`contains(${quoted(rules.map(({ id }) => id))}, lookup(e, "rule", ""))`),
        errorMessage: `exemptions: rule must be one of ${rules.map(({ id }) => id).join(', ')}.`,
      },
      {
        condition: each(`${given('resource')} || ${given('account')} || ${given('tag')}`),
        errorMessage: 'exemptions must each name a resource, an account or a tag.',
      },
      {
        condition: each(
          `length([for target in [${given('port')} || ${given('cidr')}, ${given('sid')}, ${given('grantee')}, ${given('setting')}] : target if target]) <= 1 && ${given('grantee')} == ${given('permission')}`,
        ),
        errorMessage: 'exemptions can each have one target: port and cidr, sid, grantee with permission, or setting.',
      },
      {
        condition: each(`try(${firstPort} <= ${lastPort}, true)`),
        errorMessage: `exemptions: port must be ${exemptionForms.port.says}.`,
      },
      {
        condition: each(`!${given('cidr')} || can(cidrhost(e["cidr"], 0))`),
        errorMessage: `exemptions: cidr must be ${exemptionForms.cidr.says}.`,
      },
      {
        condition: each(`can(timeadd(${moment('created')}, "0s")) && can(timeadd(${moment('expires')}, "0s"))`),
        errorMessage: 'exemptions: created and expires must be days of the calendar.',
      },
      {
        condition: each(`try(timecmp(${moment('created')}, ${moment('expires')}) < 0, true)`),
        errorMessage: 'exemptions must expire after they were created.',
      },
      {
        condition: '${length(distinct([for e in var.exemptions : lookup(e, "id", "")])) == length(var.exemptions)}',
        errorMessage: 'exemptions must have ids of their own.',
      },
    ],
  },
  exemption_max_days: {
    type: VariableType.NUMBER,
    default: 90,
    nullable: false,
    description:
      'Days that an exemption may last at most. One that was added to last longer ends so many days after its creation.',
    validation: [
      {
        condition:
          '${var.exemption_max_days >= 1 && var.exemption_max_days <= 3650 && floor(var.exemption_max_days) == var.exemption_max_days}',
        errorMessage: 'exemption_max_days must be a whole number from 1 to 3650.',
      },
    ],
  },
  tag_exemptions: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description:
      'Whether tags configmend:exempt:RULE exempt a resource. Off, because whoever may tag could exempt himself.',
  },
} satisfies Readonly<Record<string, Definition>>;

/** That none of the declared ones lasts too long; beside the object, since not every Terraform lets one variable’s check see another. */
export const withinMaxDays = {
  condition: each(
    `timecmp(${moment('expires')}, timeadd(${moment('created')}, format("%dh", var.exemption_max_days * 24))) <= 0`,
  ),
  errorMessage: 'exemptions must expire at most exemption_max_days after they were created.',
} as const;

/** What `exemptions/declared.json` holds. */
export const declaredContent =
  '${jsonencode({version = 1, maxDays = var.exemption_max_days, tagExemptions = var.tag_exemptions, exemptions = var.exemptions})}';
