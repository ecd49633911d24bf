import { bucketAclPart } from './bucket-acl-part.ts';
import { bucketPolicyPart } from './bucket-policy-part.ts';
import { mergePlans } from './merge-plans.ts';
import type { Remediator } from './remediator.ts';

/**
 * What each kind of violation asks for, in the order of the calls. The policy goes first: a public statement may allow
 * s3:PutBucketAcl, so that a stranger could undo the mended ACL, while a public ACL cannot touch the policy.
 */
const parts = [bucketPolicyPart, bucketAclPart] as const;

/**
 * Ends each violation of a bucket by the smallest change of the one setting it concerns. Public access ends by removing what
 * grants it, and nothing else: Block Public Access and object ownership are left as they are. Only where the policy has to be put
 * anyway, users and roles that no longer exist go from it as well, since S3 would refuse it for them.
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
  plan: (bucket, violations) => mergePlans(parts.map((part) => part(bucket, violations))),
} satisfies Remediator<'AWS::S3::Bucket'>;
