import { type TerraformVariable, VariableType } from 'cdktf';
import { commonVariables, isAccountId, isRegion } from './common-variables.ts';
import type { Definition } from './declare-variables.ts';
import { functionVariables } from './function-variables.ts';
import { externalIdSays, isExternalId, mostMembers } from './member-variables.ts';
import { ruleVariables } from './rule-variables.ts';

/** What a role's trust policy of 2,048 characters has room for beside the hub's own (IAM user guide, "IAM and STS quotas"). */
export const mostReaders = 5;

const text = { type: VariableType.STRING, nullable: false } as const;
/** Without a default: the hub's output `member_settings` has it. */
const given = (name: string, is: string, description: string, says: string) => ({
  ...text,
  description,
  validation: [{ condition: `\${${is}}`, errorMessage: `${name} must be ${says}.` }],
});
/** The same, where it is not always needed. */
const optional = (name: string, is: string, description: string, says: string) => ({
  ...given(name, `var.${name} == "" || ${is}`, description, `${says}, or empty`),
  default: '',
});
const matches = (name: string, pattern: string): string => `can(regex("${pattern}", var.${name}))`;

/** The variables of the stack of a member. Those that the hub has too mean the same there, and `member_settings` gives them. */
export const memberStackVariables = {
  ...commonVariables,
  ...functionVariables,
  ...ruleVariables,
  hub_account_id: given(
    'hub_account_id',
    isAccountId('var.hub_account_id'),
    'Account of the hub: its functions alone may take the roles here.',
    'a 12-digit account id',
  ),
  hub_region: given('hub_region', isRegion('var.hub_region'), 'Region of the hub.', 'the name of an AWS region'),
  external_id: given(
    'external_id',
    isExternalId('var.external_id'),
    'What the roles here ask for beside the caller; the same as in the hub.',
    externalIdSays,
  ),
  hub_bus_arn: given(
    'hub_bus_arn',
    matches('hub_bus_arn', '^arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/[A-Za-z0-9._-]+$'),
    'Bus of the hub that verdicts and API calls are sent to.',
    'the ARN of an event bus (arn:…:event-bus/…)',
  ),
  roles_region: given(
    'roles_region',
    isRegion('var.roles_region'),
    'The one region of an account in which the stack makes its roles, since roles are not regional: one in which the stack is applied to every account.',
    'the name of an AWS region',
  ),
  hub_queue_url: optional(
    'hub_queue_url',
    matches('hub_queue_url', '^https://[^/ ]+/[0-9]{12}/[A-Za-z0-9_-]+$'),
    'Remediation queue of the hub; needed with judge = local.',
    'the URL of a queue',
  ),
  hub_queue_arn: optional(
    'hub_queue_arn',
    matches('hub_queue_arn', '^arn:[a-z-]+:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$'),
    'The same queue; needed with judge = local.',
    'the ARN of a queue',
  ),
  hub_bucket: optional(
    'hub_bucket',
    matches('hub_bucket', '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$'),
    'Ledger bucket of the hub, with the exemptions and accounts; needed with judge = local.',
    'the name of a bucket',
  ),
  judge: {
    ...text,
    default: 'hub',
    description:
      'Whose functions judge for AWS Config, which wants them in its own region: hub for those of judging_account_id, local for functions of this stack.',
    validation: [
      { condition: '${contains(["hub", "local"], var.judge)}', errorMessage: 'judge must be hub or local.' },
    ],
  },
  judging_account_id: optional(
    'judging_account_id',
    isAccountId('var.judging_account_id'),
    'With judge = hub: the account whose functions in this region judge; empty for the account of the hub.',
    'a 12-digit account id',
  ),
  judged_accounts: {
    type: VariableType.set(VariableType.STRING),
    default: [],
    nullable: false,
    description: 'With judge = local: other accounts whose AWS Config may have the functions of this stack judge.',
    validation: [
      {
        condition: `\${alltrue([for id in var.judged_accounts : ${isAccountId('id')}]) && length(var.judged_accounts) <= ${mostMembers}}`,
        errorMessage: `judged_accounts must be at most ${mostMembers} 12-digit account ids.`,
      },
    ],
  },
  reader_principals: {
    type: VariableType.list(VariableType.STRING),
    default: [],
    nullable: false,
    description:
      'ARNs of roles or users of the hub’s account whose people may read this account with `configmend scan` and `configmend inspect`.',
    validation: [
      {
        condition: `\${alltrue([for arn in var.reader_principals : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]+$", arn))]) && length(var.reader_principals) <= ${mostReaders}}`,
        errorMessage: `reader_principals must be at most ${mostReaders} ARNs of roles or users.`,
      },
    ],
  },
  enable_fast_path: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description:
      'Tell the hub of API calls that may have changed a resource. It needs a trail that logs management events here, and enable_fast_path in the hub.',
  },
  enable_aggregator_authorization: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description: 'Let the Config aggregator of the hub show the verdicts here.',
  },
  alarm_topic_arn: optional(
    'alarm_topic_arn',
    matches('alarm_topic_arn', '^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$'),
    'With judge = local: SNS topic of this region that is told when functions here fail for good.',
    'the ARN of a topic',
  ),
} satisfies Readonly<Record<string, Definition>>;

export type MemberVariables = Readonly<Record<keyof typeof memberStackVariables, TerraformVariable>>;
