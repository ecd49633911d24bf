import * as v from 'valibot';
import { isApprovedBy } from '../approvals/approve.ts';
import type { Approvals, GroupChanges } from '../contract/context.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { approvedPrincipalsSchema, isApproved } from './approved-principals.ts';
import type { Rule } from './rule.ts';
import { type Approve, unapprovedChanges } from './unapproved-changes.ts';

const parameterSchema = v.pipe(
  v.strictObject({
    approvedPrincipals: approvedPrincipalsSchema,
    approvalBucket: v.pipe(
      v.string(),
      v.regex(/^([a-z0-9][a-z0-9.-]{2,62})?$/, 'must be the name of a bucket, or empty'),
    ),
    approvalAccount: v.pipe(v.string(), v.regex(/^(\d{12})?$/, 'must be a 12-digit account id, or empty')),
  }),
  v.forward(
    v.check(
      ({ approvalBucket, approvalAccount }) => (approvalBucket === '') === (approvalAccount === ''),
      'must be given with approvalBucket, and only with it: approvals are believed by the account that owns their bucket',
    ),
    ['approvalAccount'],
  ),
);
export type ApprovedChanges = v.InferOutput<typeof parameterSchema>;

/**
 * A rule of the group was added or changed by nobody who may: for teams that change their groups through a pipeline alone. Who did it
 * is not in the group, so this rule judges only in the fast path, by what CloudTrail told of each call and the fast path recorded.
 * What was there before the rule was switched on belongs to nobody, and is left alone.
 */
export const securityGroupUnapprovedChange = {
  id: 'security-group-unapproved-change',
  resourceType: 'AWS::EC2::SecurityGroup',
  severity: 'high',
  enabledByDefault: false,
  summary: 'A rule of the group was added or changed by a principal that is not approved, and no approval covers it.',
  risk: 'Nobody reviewed a change that went past the pipeline: it may be a slip, or somebody with stolen credentials.',
  triggers: ['cloudtrail'],
  iamActions: ['ec2:DescribeSecurityGroupRules', 'config:GetResourceConfigHistory'],
  needs: ['recorded-changes'],
  mend: {
    by: 'security-group',
    summary:
      'Reverts exactly what the call did: revokes the rule that it added, puts back what the rule was that it changed; everything else is left alone.',
  },
  parameters: {
    approvedPrincipals: {
      summary:
        'who may change groups: ARNs of roles and users, comma separated; `*` stands for any characters; required',
      default: '',
      example: 'arn:aws:iam::111122223333:role/deploy-*',
    },
    approvalBucket: {
      summary: 'the bucket where approvals of single changes are, or empty for none; of another account',
      default: '',
    },
    approvalAccount: {
      summary: 'the account that owns that bucket, which must not be the group’s own',
      default: '',
    },
  },
  parameterSchema,
  evaluate: (group, parameters, { recordedChanges }): Violation[] => {
    const history = recordedChanges?.get(group.id);
    if (history?.kind !== 'read') return [undecidedHistory(group, history)];
    const { rules, changes, approvals } = history;
    return unapprovedChanges(rules, group.rules, changes, approver(group, parameters, approvals));
  },
} satisfies Rule<'AWS::EC2::SecurityGroup', ApprovedChanges>;

function approver(
  { accountId }: SecurityGroup,
  { approvedPrincipals, approvalBucket, approvalAccount }: ApprovedChanges,
  found: Approvals,
): Approve {
  return (change, rule) => {
    if (isApproved(change.actor, approvedPrincipals)) return 'yes';
    if (approvalBucket === '') return 'no';
    if (approvalAccount === accountId) {
      return {
        unknown: 'approvalAccount is the group’s own account, where who makes a change could approve it as well',
      };
    }
    if (found.kind === 'unreadable') return { unknown: `approvals cannot be read: ${found.reason}` };
    if (found.kind === 'none' || found.bucket !== approvalBucket || found.account !== approvalAccount) {
      return { unknown: `the approvals in ${approvalBucket} were not read` };
    }
    return rule !== null && isApprovedBy(found.approvals, change, rule) ? 'yes' : 'no';
  };
}

function undecidedHistory({ id }: SecurityGroup, history: GroupChanges | undefined): Violation {
  const reason = history?.kind === 'unreadable' ? history.reason : 'what is recorded of its changes was not read';
  return { kind: 'undecided', subject: `who changed ${id}`, reason };
}
