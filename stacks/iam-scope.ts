import { arnOf, type Deployment } from './deployment.ts';

export interface PolicyStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type Scope = (deployment: Deployment) => Omit<PolicyStatement, 'Effect' | 'Action'>;

const everything: Scope = () => ({ Resource: ['*'] });
const inRegion: Scope = ({ variables }) => ({
  Resource: ['*'],
  Condition: { StringEquals: { 'aws:RequestedRegion': variables.region.stringValue } },
});
const groups: Scope = (deployment) => ({ Resource: [arnOf(deployment, 'ec2', 'security-group/*')] });
/** A rule's ARN does not say of which group it is; EC2 asks for the group as well (Service Authorization Reference, EC2). */
const groupRules: Scope = (deployment) => ({
  Resource: [
    arnOf(deployment, 'ec2', 'security-group/*'),
    arnOf(deployment, 'ec2', 'security-group-rule/*'),
    ...prefixLists(deployment).Resource,
  ],
});
/** AWS's own lists belong to the account `aws`. */
const prefixLists: Scope = (deployment) => ({
  Resource: [
    arnOf(deployment, 'ec2', 'prefix-list/*'),
    `arn:${deployment.partition.partition}:ec2:${deployment.variables.region.stringValue}:aws:prefix-list/*`,
  ],
});
/** A bucket's ARN names no account, so the condition does. */
const buckets: Scope = ({ partition, caller }) => ({
  Resource: [`arn:${partition.partition}:s3:::*`],
  Condition: { StringEquals: { 's3:ResourceAccount': caller.accountId } },
});
/** By id, which AWS gives a rule when it is made; the name is not in the ARN. */
const configRules: Scope = (deployment) => ({ Resource: [arnOf(deployment, 'config', 'config-rule/*')] });

/**
 * How narrowly each action that a rule, a remediator or a read of theirs may declare can be allowed (Service Authorization
 * Reference: EC2, S3, AWS Config). An action that is not here cannot be granted: adding a rule with a new action means deciding
 * its scope. EC2 asks about a new rule's own ARN only where the call tags it, and ours tag none. PutBucketAcl cannot be held to
 * `s3:x-amz-acl`: a mend sends the whole list of grants, not a canned one.
 */
export const scopes: Readonly<Record<string, Scope>> = {
  'ec2:DescribeSecurityGroups': inRegion,
  'ec2:DescribeSecurityGroupRules': inRegion,
  'ec2:GetManagedPrefixListEntries': prefixLists,
  'ec2:AuthorizeSecurityGroupIngress': groups,
  'ec2:AuthorizeSecurityGroupEgress': groups,
  'ec2:RevokeSecurityGroupIngress': groups,
  'ec2:RevokeSecurityGroupEgress': groups,
  'ec2:ModifySecurityGroupRules': groupRules,
  's3:ListAllMyBuckets': everything,
  's3:GetBucketAcl': buckets,
  's3:GetBucketPolicy': buckets,
  's3:GetBucketPublicAccessBlock': buckets,
  's3:GetBucketOwnershipControls': buckets,
  's3:GetBucketTagging': buckets,
  's3:GetEncryptionConfiguration': buckets,
  's3:GetBucketVersioning': buckets,
  's3:GetBucketLogging': buckets,
  's3:GetBucketWebsite': buckets,
  's3:GetAccountPublicAccessBlock': everything,
  's3:PutAccountPublicAccessBlock': everything,
  's3:PutBucketAcl': buckets,
  's3:PutBucketPolicy': buckets,
  's3:DeleteBucketPolicy': buckets,
  's3:PutBucketPublicAccessBlock': buckets,
  's3:PutEncryptionConfiguration': buckets,
  's3:PutBucketVersioning': buckets,
  's3:PutBucketLogging': buckets,
  's3:PutBucketOwnershipControls': buckets,
  'config:PutEvaluations': everything,
  'config:GetResourceConfigHistory': everything,
  'config:GetComplianceDetailsByConfigRule': configRules,
  'config:GetComplianceDetailsByResource': everything,
};

/** Statements for the actions, those of equal scope together. Throws for an action whose scope is not decided. */
export function scopedStatements(actions: readonly string[], deployment: Deployment): PolicyStatement[] {
  const byScope = new Map<Scope, string[]>();
  for (const action of [...new Set(actions)].sort()) {
    const scope = scopes[action];
    if (scope === undefined) throw new Error(`${action} has no scope in stacks/iam-scope.ts`);
    byScope.set(scope, [...(byScope.get(scope) ?? []), action]);
  }
  return [...byScope].map(([scope, Action]) => ({ Effect: 'Allow', Action, ...scope(deployment) }));
}

export function allow(Action: readonly string[], Resource: readonly string[]): PolicyStatement {
  return { Effect: 'Allow', Action, Resource };
}

/** For the policy of a queue, topic or bucket. */
export function denyPlainHttp(Action: string, Resource: readonly string[]): object {
  return {
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action,
    Resource,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
