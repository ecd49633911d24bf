import { bucketAclPart } from './bucket-acl-part.ts';
import { bucketBlockPart } from './bucket-block-part.ts';
import { bucketEncryptionPart } from './bucket-encryption-part.ts';
import { bucketLoggingPart } from './bucket-logging-part.ts';
import { bucketOwnershipPart } from './bucket-ownership-part.ts';
import { bucketPolicyPart } from './bucket-policy-part.ts';
import { bucketVersioningPart } from './bucket-versioning-part.ts';
import { mergePlans } from './merge-plans.ts';
import type { Remediator } from './remediator.ts';

/**
 * What each kind of violation asks for, in the order of the calls. The policy goes first: a public statement may allow
 * s3:PutBucketAcl, so that a stranger could undo the mended ACL, while a public ACL cannot touch the policy. Object ownership
 * follows the ACL: S3 disables no ACLs while others are granted anything. Block Public Access comes after them: BlockPublicPolicy
 * refuses every put of a policy in which something public is left (Amazon S3 User Guide, "Block public access settings").
 */
const parts = [
  bucketPolicyPart,
  bucketAclPart,
  bucketOwnershipPart,
  bucketBlockPart,
  bucketEncryptionPart,
  bucketVersioningPart,
  bucketLoggingPart,
] as const;

/**
 * Ends each violation of a bucket by the smallest change of the one setting it concerns. Public access ends by removing what
 * grants it, and nothing else: Block Public Access is switched on where a rule asks for that itself. Only where the policy has to
 * be put anyway, users and roles that no longer exist go from it as well, since S3 would refuse it for them.
 */
export const s3BucketRemediator = {
  id: 's3-bucket',
  resourceType: 'AWS::S3::Bucket',
  iamActions: [
    's3:GetAccountPublicAccessBlock',
    's3:GetBucketAcl',
    's3:GetBucketLogging',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetBucketWebsite',
    's3:GetEncryptionConfiguration',
    's3:ListAllMyBuckets',
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
    's3:PutBucketLogging',
    's3:PutBucketOwnershipControls',
    's3:PutBucketPolicy',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketVersioning',
    's3:PutEncryptionConfiguration',
  ],
  plan: (bucket, violations) => mergePlans(parts.map((part) => part(bucket, violations))),
} satisfies Remediator<'AWS::S3::Bucket'>;
