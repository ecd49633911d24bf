import { VariableType } from 'cdktf';
import { isAccountId, isRegion } from './common-variables.ts';
import type { Definition } from './declare-variables.ts';

/**
 * Each is a statement in the policy of every rule's function, which may have 20 KB (AWS Lambda Developer Guide, "Lambda quotas"), and a
 * role's name in policies of at most 10,240 characters (IAM user guide, "IAM and STS quotas").
 */
export const mostMembers = 60;

const each = (condition: string): string => `\${alltrue([for id, account in var.member_accounts : ${condition}])}`;

/** STS takes 1,224 (STS API, AssumeRole), for which the trust policy of a member's reader has no room beside who is trusted. */
export const longestExternalId = 64;

/** What an external id is, in the words of STS. */
export const externalIdForm = `[A-Za-z0-9_+=,.@:/-]{2,${longestExternalId}}`;

/** Whether the value of an expression is an external id; an empty one is none. */
export const isExternalId = (value: string): string => `can(regex("^${externalIdForm}$", ${value}))`;
export const externalIdSays = `2 to ${longestExternalId} letters, digits and _+=,.@:/-`;

/** Which accounts and regions the hub judges and mends beside its own. */
export const memberVariables = {
  member_accounts: {
    type: VariableType.map(
      VariableType.object({
        name: VariableType.STRING,
        mode: VariableType.STRING,
        regions: VariableType.list(VariableType.STRING),
      }),
    ),
    default: {},
    nullable: false,
    description:
      'The accounts that may be judged and mended, by 12-digit id: each with a name as people call it, the mode auto (mended when the gate is open) or observe (judged and told only), and its regions. This account is always one of them; named here, it can have a name, a mode and other regions.',
    validation: [
      {
        condition: each(isAccountId('id')),
        errorMessage: 'member_accounts must be given by 12-digit account ids.',
      },
      {
        condition: each('length(account.name) >= 1 && length(account.name) <= 64'),
        errorMessage: 'member_accounts must each have a name of 1 to 64 characters.',
      },
      {
        condition: each('contains(["auto", "observe"], account.mode)'),
        errorMessage: 'member_accounts must each have the mode auto or observe.',
      },
      {
        condition: each(
          `length(account.regions) > 0 && alltrue([for region in account.regions : ${isRegion('region')}])`,
        ),
        errorMessage: 'member_accounts must each have one or more regions, such as eu-west-1.',
      },
      {
        condition: `\${length(var.member_accounts) <= ${mostMembers}}`,
        errorMessage: `member_accounts must be at most ${mostMembers}, the most that the policy of a Lambda has room for; a second hub takes more.`,
      },
    ],
  },
  external_id: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description:
      'What the roles of member accounts ask for beside the caller: any text of your own, the same in hub and members. Needed once member_accounts names another account or region.',
    validation: [
      {
        condition: `\${var.external_id == "" || ${isExternalId('var.external_id')}}`,
        errorMessage: `external_id must be ${externalIdSays}.`,
      },
    ],
  },
  organization_id: {
    type: VariableType.STRING,
    default: '',
    nullable: false,
    description:
      'Id of your organization in AWS Organizations: members may then send events and instructions only while they belong to it. Empty for no such condition.',
    validation: [
      {
        condition: '${var.organization_id == "" || can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))}',
        errorMessage: 'organization_id must be the id of an organization, such as o-a1b2c3d4e5.',
      },
    ],
  },
  watch_own_account: {
    type: VariableType.BOOL,
    default: true,
    nullable: false,
    description:
      'Judge this account and region as well. False for a hub and nothing else: no Config rules, no recorder, and no ear for its own API calls.',
  },
  config_aggregator: {
    type: VariableType.BOOL,
    default: false,
    nullable: false,
    description:
      'Create a Config aggregator, which shows the verdicts of all accounts and regions in one place. Members let it with enable_aggregator_authorization.',
  },
} satisfies Readonly<Record<string, Definition>>;
