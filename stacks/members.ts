import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { Token } from 'cdktf';
import { accountsKey } from '../accounts/read-accounts.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import type { Deployment, HubDeployment } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import { keptObject } from './kept-object.ts';
import { type Computed, policyText } from './policy-text.ts';
import type { PrivateBucket } from './private-bucket.ts';

// Tokens would not be resolved within an expression, so it names what it refers to.
const own = 'data.aws_caller_identity.caller.account_id';
const arnIn = (account: string, resource: string): string =>
  `"arn:\${data.aws_partition.partition.partition}:iam::${account}:${resource}"`;
const each = '${id}';

/** Accounts, as an expression, in which something is judged or mended that is not here: this one with other regions is among them. */
export const memberIds = `[for id, account in var.member_accounts : id if id != ${own} || anytrue([for region in account.regions : region != var.region])]`;

/** Of these, other accounts that the functions of this region judge for. */
export const judgedHereIds = `[for id, account in var.member_accounts : id if id != ${own} && contains(account.regions, var.region)]`;

/** All that are in `accounts.json`. */
export const accountIds = `distinct(concat([${own}], keys(var.member_accounts)))`;

/** Terraform's `count` of what is there for members only. */
export const onlyWithMembers = (condition = ''): string =>
  `\${length(${memberIds}) > 0${condition === '' ? '' : ` && ${condition}`} ? 1 : 0}`;

/** What of an account is written, whether it is named in the variable or not. */
const fields = (values: Readonly<Record<'name' | 'mode' | 'regions', string>>): string =>
  `{id = id, ${Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')}}`;
const named = fields({
  name: 'account.name',
  mode: 'account.mode',
  regions: `distinct(concat([for region in [var.region] : region if id == ${own}], account.regions))`,
});
/** A hub that does not watch itself changes nothing here. */
const unnamed = fields({ name: 'id', mode: 'var.watch_own_account ? "auto" : "observe"', regions: '[var.region]' });
const content =
  `\${jsonencode(merge({version = 1, hub = {accountId = ${own}, region = var.region}, prefix = var.name_prefix, ` +
  `accounts = concat([for id in [${own}] : ${unnamed} if !contains(keys(var.member_accounts), id)], ` +
  `[for id, account in var.member_accounts : ${named}])}, ` +
  `{for value in [var.external_id] : "externalId" => value if value != ""}))}`;

/** Who may be judged and mended, as accounts/accounts.ts reads it. */
export function accountsObject(deployment: HubDeployment, bucket: PrivateBucket): S3Object {
  const object = keptObject(deployment, { name: 'accounts', bucket, key: accountsKey, content, writtenBy: 'ours' });
  object.addOverride('lifecycle.precondition', [
    {
      condition: `\${var.external_id != "" || length(${memberIds}) == 0}`,
      error_message:
        'external_id must be given once member_accounts names another account, or another region of this one: the roles there ask for it.',
    },
  ]);
  return object;
}

export function readsAccounts(ledger: Pick<PrivateBucket, 'arn'>): PolicyStatement {
  return allow(['s3:GetObject'], [`${ledger.arn}/${accountsKey}`]);
}

export interface Assumed {
  /** Of its bundle. */
  readonly functionName: string;
  /** Of the role in each of the accounts. */
  readonly role: string;
  /** The accounts, as an expression. */
  readonly ids: string;
  /** Whether its sessions are tagged. */
  readonly tagged?: boolean;
  /** Whether the function is counted. */
  readonly counted?: boolean;
}

/** Lets a function assume one role in each of the accounts; without such an account there is no policy. */
export function assumes({ stack }: Deployment, { functionName, role, ids, tagged, counted }: Assumed): void {
  new IamRolePolicy(stack, `${functionName}-members-policy`, {
    count: Token.asNumber(`\${length(${ids}) > 0 ? 1 : 0}`),
    name: 'members',
    role: `\${aws_iam_role.${functionName}-role${counted === true ? '[0]' : ''}.name}`,
    policy: policyText([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole', ...(tagged === true ? ['sts:TagSession'] : [])],
        Resource: { computed: `[for id in ${ids} : ${arnIn(each, `role/${role}`)}]` },
      },
    ]),
  });
}

/** In the policy of a queue, bucket or bus of the hub: all of its accounts, and of an organization only while they belong to it. */
function membersMay(
  Sid: string,
  action: string,
  resources: readonly string[],
  conditions: readonly string[] = [],
): object {
  const organization = '{for id in [var.organization_id] : "StringEquals" => {"aws:PrincipalOrgID" = id} if id != ""}';
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: { computed: `[for id in ${accountIds} : ${arnIn(each, 'root')}]` } satisfies object },
    Action: action,
    Resource: resources,
    Condition: { computed: `merge(${[...conditions, organization].join(', ')})` } satisfies Computed,
  };
}

/** The roles of functions that judge in a member's own account, whichever that is and in whichever region. */
const judging = `{ArnLike = {"aws:PrincipalArn" = [${rules
  .filter(isJudgedByConfig)
  .map(({ id }) => arnIn('*', `role/\${var.name_prefix}-*-${id}`))
  .join(', ')}]}}`;

/** Rules that are judged by in the members queue here. */
export function membersQueue(queueArn: string): object {
  return membersMay('MembersQueue', 'sqs:SendMessage', [queueArn], [judging]);
}

/** They read what is exempt, and who is a member. */
export function membersRead(bucketArn: string, keys: readonly string[]): object {
  const objects = keys.map((key) => `${bucketArn}/${key}`);
  return membersMay('MembersRead', 's3:GetObject', objects, [judging]);
}

/** They send what they hear. */
export function membersTell(busArn: string): object {
  return membersMay('MembersTell', 'events:PutEvents', [busArn]);
}
