import type { Plan } from '../contract/plan.ts';
import type { Bucket, Grant } from '../contract/resource.ts';
import type { PublicGrant, Violation } from '../contract/violation.ts';
import { publicAudience, sameGrant } from '../publicness/acl.ts';
import { aclCutOff, policyCutOff } from '../publicness/in-force.ts';
import { putAclWithout } from './acl-plan.ts';
import { planPolicy } from './policy-plan.ts';
import type { Remediator } from './remediator.ts';

/**
 * Ends public access to a bucket by removing what grants it, and nothing else: Block Public Access and object ownership are
 * left as they are. Only where the policy has to be put anyway, users and roles that no longer exist go from it as well, since
 * S3 would refuse it for them. The policy goes first: a public statement may allow s3:PutBucketAcl, so that a stranger could undo the
 * mended ACL, while a public ACL cannot touch the policy.
 */
export const s3BucketRemediator = {
  id: 's3-bucket',
  resourceType: 'AWS::S3::Bucket',
  iamActions: [
    's3:GetAccountPublicAccessBlock',
    's3:GetBucketAcl',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
    's3:PutBucketPolicy',
  ],
  plan(bucket, violations) {
    const plan: Plan = { changes: [], before: [], after: [], notes: [] };
    addPolicyChange(plan, bucket, violations);
    addAclChange(plan, bucket, violations);
    return plan;
  },
} satisfies Remediator<'AWS::S3::Bucket'>;

function addPolicyChange(plan: Plan, bucket: Bucket, violations: readonly Violation[]): void {
  if (bucket.policy === null || policyCutOff(bucket)) return;
  const statements = violations.filter((violation) => violation.kind === 'public-statement');
  const policy = planPolicy(bucket, bucket.policy, statements);
  if (policy === null) return;
  plan.changes.push(policy.change);
  plan.before.push(...policy.before);
  plan.after.push(...policy.after);
  plan.notes.push(...policy.notes);
}

function addAclChange(plan: Plan, bucket: Bucket, violations: readonly Violation[]): void {
  if (aclCutOff(bucket)) return;
  const found = violations.filter((violation) => violation.kind === 'public-grant');
  const gone = new Set(bucket.grants.filter((grant) => isPublicAsFound(grant, found)));
  if (gone.size === 0) return;
  plan.changes.push(putAclWithout(bucket, gone));
  for (const grant of gone) plan.before.push(`ACL grants ${grant.permission} to ${publicAudience(grant) ?? ''}`);
}

function isPublicAsFound(grant: Grant, violations: readonly PublicGrant[]): boolean {
  return publicAudience(grant) !== null && violations.some((violation) => sameGrant(violation.grant, grant));
}
