import { VariableType } from 'cdktf';
import { Severity } from '../contract/instruction.ts';
import type { Definition } from './declare-variables.ts';

/** What a webhook's parameter may be called, as an expression over another: `empty` where none may be named as well. */
export const isWebhookParameter = (name: string): string =>
  `(can(regex("^([A-Za-z0-9_.-]+|(/[A-Za-z0-9_.-]+)+)$", ${name})) && !can(regex("slack[.]com", ${name})))`;
/** AWS keeps all other names that begin so (Systems Manager User Guide, "Requirements and constraints for parameter names"). */
export const isNotReserved = (name: string): string =>
  `(can(regex("^/aws/reference/secretsmanager/.", ${name})) || !can(regex("(?i)^/?(aws|ssm)", ${name})))`;

/** Of the 4 KB that all of a function's environment may have (AWS Lambda Developer Guide, "Lambda quotas"). */
const routesCharacters = 2000;
const longestParameter = 120;
const fields = ['severities', 'accounts', 'owners', 'webhook_parameter'];
/** What cannot be evaluated, since the value is of another form, does not hold. */
const each = (condition: string): string =>
  `\${can(concat(var.slack_routes, [])) && try(alltrue([for r in var.slack_routes : ${condition}]), false)}`;
const eachOf = (field: string, condition: string): string =>
  each(`length(try(r.${field}, ["-"])) > 0 && alltrue([for x in try(r.${field}, []) : ${condition}])`);

/** How and where Slack is told. */
export const slackVariables = {
  slack_digest_seconds: {
    type: VariableType.NUMBER,
    default: 60,
    nullable: false,
    description:
      'How long messages to Slack are gathered, so that a burst becomes one message with a list. AWS waits up to 20 seconds even for 0.',
    validation: [
      {
        condition:
          '${var.slack_digest_seconds >= 0 && var.slack_digest_seconds <= 300 && floor(var.slack_digest_seconds) == var.slack_digest_seconds}',
        errorMessage: 'slack_digest_seconds must be a whole number from 0 to 300.',
      },
    ],
  },
  slack_routes: {
    // Of an object type Terraform would drop an attribute that is misspelt in silence, and the route would fit more than it should.
    type: VariableType.ANY,
    default: [],
    nullable: false,
    description:
      'Other webhooks for some resources: a list of routes, each with webhook_parameter (as slack_webhook_parameter) and one or more of ' +
      'severities, accounts and owners, lists of which all that are given must fit. The first route that fits is taken. See docs/slack.md.',
    validation: [
      {
        condition: each(`alltrue([for name in keys(r) : contains(${JSON.stringify(fields)}, name)])`),
        errorMessage: `slack_routes must be a list of routes that have only: ${fields.join(', ')}.`,
      },
      {
        condition: each('can(r.severities) || can(r.accounts) || can(r.owners)'),
        errorMessage: 'slack_routes must each give severities, accounts or owners: what fits none goes to the default.',
      },
      {
        condition: eachOf('severities', `contains(${JSON.stringify(Severity.options)}, x)`),
        errorMessage: `slack_routes: severities must be a list of ${Severity.options.join(', ')}.`,
      },
      {
        condition: eachOf('accounts', 'can(regex("^[0-9]{12}$", x))'),
        errorMessage: 'slack_routes: accounts must be a list of account ids, twelve digits each, in quotes.',
      },
      {
        condition: eachOf('owners', 'length(x) >= 1 && length(x) <= 256'),
        errorMessage: 'slack_routes: owners must be a list of values of the owner tag, of 1 to 256 characters.',
      },
      {
        // A policy of IAM is named after it (IAM user guide, "IAM and STS quotas").
        condition: each(
          `${isWebhookParameter('r.webhook_parameter')} && ${isNotReserved('r.webhook_parameter')} && length(r.webhook_parameter) <= ${longestParameter}`,
        ),
        errorMessage: `slack_routes must each have a webhook_parameter of at most ${longestParameter} characters, the name of an SSM parameter or /aws/reference/secretsmanager/ and the name of a secret, and not the webhook URL.`,
      },
      {
        condition: `\${length(jsonencode(var.slack_routes)) <= ${routesCharacters}}`,
        errorMessage: `slack_routes must not exceed ${routesCharacters} characters as JSON.`,
      },
    ],
  },
  owner_tag: {
    type: VariableType.STRING,
    default: 'owner',
    nullable: false,
    description: 'Key of the tag whose value is a resource’s owner, for slack_routes.',
    validation: [
      {
        condition: '${can(regex("^[A-Za-z0-9 _.:/=+@-]{1,128}$", var.owner_tag))}',
        errorMessage: 'owner_tag must be the key of a tag: 1 to 128 letters, digits, spaces and _.:/=+-@ only.',
      },
    ],
  },
  digest_time_utc: {
    type: VariableType.STRING,
    default: '07:00',
    nullable: false,
    description: 'When Slack is told each day what was mended and what waits, as HH:MM in UTC; empty for never.',
    validation: [
      {
        condition: '${can(regex("^(([01][0-9]|2[0-3]):[0-5][0-9])?$", var.digest_time_utc))}',
        errorMessage: 'digest_time_utc must be a time such as 07:00, or empty.',
      },
    ],
  },
} satisfies Readonly<Record<string, Definition>>;

/** That routes have a default to fall back to; beside a resource, since not every Terraform lets one variable’s check see another. */
export const routesHaveDefault = {
  condition: '${length(var.slack_routes) == 0 || var.slack_webhook_parameter != ""}',
  errorMessage: 'slack_routes need a slack_webhook_parameter: what fits no route goes there.',
} as const;
