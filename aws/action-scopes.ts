/**
 * How narrowly an action can be allowed:
 *
 * - `region`: on no resource of its own, so by `aws:RequestedRegion`;
 * - `group`: on security groups;
 * - `group-rule`: on rules of security groups, whose ARNs do not say of which group they are, so that EC2 asks for the group as well, and
 *   for the prefix lists that a rule names: those of the account and AWS's own, whose account is `aws`;
 * - `prefix-list`: reads of managed prefix lists, whosever they are: the ARN of one that is shared (AWS RAM) has its owner's account. Which
 *   they may be is the owner's to say, by sharing them;
 * - `bucket`: on buckets, whose ARNs name no account, so that `s3:ResourceAccount` has to;
 * - `config-rule`: on rules of AWS Config, by the id that AWS gives one when it is made;
 * - `account`: on a setting of the account whose credentials are used: no resource, no condition;
 * - `any`: on no resource of its own, and the service takes no condition that would say more.
 */
export type ScopeKind =
  | 'region'
  | 'group'
  | 'group-rule'
  | 'prefix-list'
  | 'bucket'
  | 'config-rule'
  | 'account'
  | 'any';

/**
 * The scope of each action that a rule, a remediator or a read of theirs may declare (Service Authorization Reference: EC2, S3, AWS Config).
 * An action that is not here cannot be granted: adding a rule with a new action means deciding its scope. EC2 asks about a new rule's own
 * ARN only where the call tags it, and ours tag none. PutBucketAcl cannot be held to `s3:x-amz-acl`: a mend sends the whole list of
 * grants, not a canned one.
 */
export const actionScopes: Readonly<Record<string, ScopeKind>> = {
  'ec2:DescribeSecurityGroups': 'region',
  'ec2:DescribeSecurityGroupRules': 'region',
  'ec2:DescribeNetworkInterfaces': 'region',
  'ec2:GetManagedPrefixListEntries': 'prefix-list',
  'ec2:AuthorizeSecurityGroupIngress': 'group',
  'ec2:AuthorizeSecurityGroupEgress': 'group',
  'ec2:RevokeSecurityGroupIngress': 'group',
  'ec2:RevokeSecurityGroupEgress': 'group',
  'ec2:ModifySecurityGroupRules': 'group-rule',
  's3:ListAllMyBuckets': 'any',
  's3:GetBucketAcl': 'bucket',
  's3:GetBucketPolicy': 'bucket',
  's3:GetBucketPublicAccessBlock': 'bucket',
  's3:GetBucketOwnershipControls': 'bucket',
  's3:GetBucketTagging': 'bucket',
  's3:GetEncryptionConfiguration': 'bucket',
  's3:GetBucketVersioning': 'bucket',
  's3:GetBucketLogging': 'bucket',
  's3:GetBucketWebsite': 'bucket',
  's3:GetAccountPublicAccessBlock': 'account',
  's3:PutAccountPublicAccessBlock': 'account',
  's3:PutBucketAcl': 'bucket',
  's3:PutBucketPolicy': 'bucket',
  's3:DeleteBucketPolicy': 'bucket',
  's3:PutBucketPublicAccessBlock': 'bucket',
  's3:PutEncryptionConfiguration': 'bucket',
  's3:PutBucketVersioning': 'bucket',
  's3:PutBucketLogging': 'bucket',
  's3:PutBucketOwnershipControls': 'bucket',
  'config:PutEvaluations': 'any',
  'config:DescribeConfigRules': 'any',
  'config:GetResourceConfigHistory': 'any',
  'config:GetComplianceDetailsByConfigRule': 'config-rule',
  'config:GetComplianceDetailsByResource': 'any',
};

/** Pure. Throws for an action whose scope is not decided. */
export function scopeOf(action: string): ScopeKind {
  const scope = actionScopes[action];
  if (scope === undefined) throw new Error(`${action} has no scope in aws/action-scopes.ts`);
  return scope;
}

/** Pure. Whether an action changes nothing. */
export function isRead(action: string): boolean {
  return /^[a-z0-9]+:(?:Get|List|Describe)/.test(action);
}

/** The partition, and of what is regional the region and the account. */
export interface ScopedPlace {
  readonly partition: string;
  /** Or `*`. */
  readonly region: string;
  readonly accountId: string;
}

/** Pure. The resources that the actions of a scope are allowed on, in one account. */
export function scopeResources(kind: ScopeKind, { partition, region, accountId }: ScopedPlace): readonly string[] {
  const regional = (service: string, resource: string, owner = accountId): string =>
    `arn:${partition}:${service}:${region}:${owner}:${resource}`;
  switch (kind) {
    case 'group':
      return [regional('ec2', 'security-group/*')];
    case 'group-rule':
      return [
        regional('ec2', 'security-group/*'),
        regional('ec2', 'security-group-rule/*'),
        regional('ec2', 'prefix-list/*'),
        regional('ec2', 'prefix-list/*', 'aws'),
      ];
    case 'prefix-list':
      return [regional('ec2', 'prefix-list/*', '*')];
    case 'bucket':
      return [`arn:${partition}:s3:::*`];
    case 'config-rule':
      return [regional('config', 'config-rule/*')];
    case 'region':
    case 'account':
    case 'any':
      return ['*'];
  }
}
