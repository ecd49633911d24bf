import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy/index.js';
import { Token } from 'cdktf';
import { recordedChangesFolder } from '../contract/recorded-change.ts';
import { securityGroupUnapprovedChange } from '../rules/security-group-unapproved-change.ts';
import type { Deployment } from './deployment.ts';
import { allow, type PolicyStatement } from './iam-scope.ts';
import type { PrivateBucket } from './private-bucket.ts';

const { id } = securityGroupUnapprovedChange;
const isGiven = (name: string): string => `lookup(lookup(var.rule_parameters, "${id}", {}), "${name}", "") != ""`;
const hasApprovals = `contains(var.enabled_rules, "${id}") && ${isGiven('approvalBucket')} && ${isGiven('approvalAccount')}`;
/** Where it is given. Without quotes, which a policy's text would escape. */
const parameter = (name: 'approvalBucket' | 'approvalAccount'): string => `\${var.rule_parameters.${id}.${name}}`;

/** What judges by recorded changes may do in the ledger bucket. */
export function readsChanges(ledger: Pick<PrivateBucket, 'arn'>): PolicyStatement[] {
  return [
    {
      ...allow(['s3:ListBucket'], [ledger.arn]),
      Condition: { StringLike: { 's3:prefix': `${recordedChangesFolder}*` } },
    },
    allow(['s3:GetObject'], [`${ledger.arn}/${recordedChangesFolder}*`]),
  ];
}

/** What records changes, and nobody else, may do there as well. */
export function recordsChanges(ledger: Pick<PrivateBucket, 'arn'>): PolicyStatement {
  return allow(['s3:PutObject'], [`${ledger.arn}/${recordedChangesFolder}*`]);
}

/**
 * Lets a function read the approvals, where the deployment has a bucket of them: that one, of that account. The bucket's own policy has to
 * allow it too, since it is another account's.
 */
export function readsApprovals({ stack, partition }: Deployment, name: string): void {
  const bucket = `arn:${partition.partition}:s3:::${parameter('approvalBucket')}`;
  const Condition = { StringEquals: { 's3:ResourceAccount': parameter('approvalAccount') } };
  new IamRolePolicy(stack, `${name}-approvals-policy`, {
    count: Token.asNumber(`\${${hasApprovals} ? 1 : 0}`),
    name: 'approvals',
    role: `\${aws_iam_role.${name}-role.name}`,
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { ...allow(['s3:ListBucket'], [bucket]), Condition },
        { ...allow(['s3:GetObject'], [`${bucket}/*`]), Condition },
      ],
    }),
  });
}
