import type { Permission } from './unused-permissions.ts';

/** Why a permission stands that the story does not use. `role` and `resource` are matched against its own. */
export interface Justification {
  readonly role: RegExp;
  readonly actions: readonly string[];
  readonly resource: RegExp;
  readonly because: string;
}

/** Everything that is allowed and that the run of test/stacks/permissions.spec.ts does not use, each with its reason. */
export const justified: readonly Justification[] = [
  {
    role: /./,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resource: /:log-group:\/aws\/lambda\/[\w-]+:\*$/,
    because: 'Lambda itself writes a function’s log with its role; the local account keeps logs without the API.',
  },
  {
    role: /./,
    actions: ['sqs:SendMessage'],
    resource: /:configmend-failed-invocations$/,
    because:
      'Lambda itself sends an event that failed for good to the on-failure destination, with the function’s role.',
  },
  {
    role: /-config$/,
    actions: ['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject'],
    resource: /^arn:aws:s3:::configmend-[\w-]+-config-\d{12}(\/AWSLogs\/\d{12}\/Config\/\*)?$/,
    because: 'AWS Config itself looks at its bucket and delivers there; the local account’s delivers without calls.',
  },
  {
    role: /-config$/,
    actions: ['sns:Publish'],
    resource: /:configmend-config$/,
    because: 'AWS Config itself publishes what it found; the local account’s does so without calls.',
  },
  {
    role: /-(coordinator|remediator-[\w-]+)$/,
    actions: ['sqs:ChangeMessageVisibility'],
    resource: /:configmend-remediation$/,
    because: 'Messages are given back when the gate closes or the time ends in the middle of a run.',
  },
  {
    role: /-(coordinator|remediator-security-group|remediator-s3-account)$/,
    actions: ['sqs:SendMessage'],
    resource: /:configmend-remediation$/,
    because: 'An attempt that failed for now is queued again; the story has that once, for a bucket.',
  },
  {
    role: /-remediator-(security-group|s3-account)$/,
    actions: ['sqs:SendMessage'],
    resource: /:configmend-dead-letters$/,
    because: 'A mend that was denied goes to the dead-letter queue; the story has failures for buckets only.',
  },
  {
    role: /-remediator-security-group$/,
    actions: ['ec2:ModifySecurityGroupRules'],
    resource: /:aws:prefix-list\/\*$/,
    because: 'A group may refer to a prefix list that AWS owns; those of the story are the account’s.',
  },
  {
    role: /./,
    actions: ['config:GetComplianceDetailsByResource'],
    resource: /^\*$/,
    because: 'A rule asks whether a violation is new where it has a grace period; no rule of the story has one.',
  },
  {
    role: /-notifier$/,
    actions: ['sqs:SendMessage'],
    resource: /:configmend-outbox$/,
    because: 'What one way has told and another has not is sent there anew; the story has no second way.',
  },
  {
    role: /-remediator-s3-bucket$/,
    actions: ['s3:ListAllMyBuckets'],
    resource: /^\*$/,
    because:
      'How many buckets there are is asked where a share of them may be mended; in the story all of them may be.',
  },
  {
    role: /-coordinator$/,
    actions: ['s3:PutObject'],
    resource: /\/safety\/state\.json$/,
    because: 'It notes there what it told of the safeguards; in the story nothing trips.',
  },
  {
    role: /-s3-account-public-access-block$/,
    actions: ['config:GetResourceConfigHistory'],
    resource: /^\*$/,
    because: 'An item too large for its event is fetched, of whichever type it is.',
  },
  {
    role: /-coordinator$/,
    actions: ['s3:GetObject', 's3:PutObject'],
    resource: /\/grace\/state\.json$/,
    because: 'It is kept there who was told by when; no rule of the story has a grace period.',
  },
];

export function isJustifiedBy({ role, action, resource }: Permission, one: Justification): boolean {
  return one.role.test(role) && one.actions.includes(action) && one.resource.test(resource);
}
