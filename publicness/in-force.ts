import type { Context } from '../contract/context.ts';
import type { Bucket, PublicAccessBlock } from '../contract/resource.ts';
import { isSurelyPublicToAws, mayBePublicToAws } from './aws-verdict.ts';
import { type Breadth, strictestBreadth } from './source-ip.ts';

/** Whether public grants, or public statements, of a bucket have effect; `unknown` where the account's settings decide it. */
export type InForce = 'yes' | 'no' | 'unknown';

/**
 * Bucket and account level are combined to the more restrictive (Amazon S3 User Guide, "Blocking public access to your Amazon
 * S3 storage"). BlockPublicAcls and BlockPublicPolicy are not asked: they refuse later puts and leave what is there in effect.
 */
export function publicAclInForce(bucket: Bucket, accountBlock: Context['accountBlock']): InForce {
  if (aclCutOff(bucket)) return 'no';
  return atAccount(accountBlock, 'ignorePublicAcls');
}

/**
 * RestrictPublicBuckets goes by AWS's verdict and not by ours: it restricts all of a policy that AWS calls public, and nothing of one that
 * is public by `breadth` or by the union of its ranges alone. Where AWS's verdict is in doubt the policy counts as not restricted
 * by a setting that is on; one that could not be read leaves it undecided.
 */
export function publicPolicyInForce(bucket: Bucket, accountBlock: Context['accountBlock'], breadth: Breadth): InForce {
  const toAws = awsPublicInForce(bucket, accountBlock);
  const isAffected =
    toAws === 'unknown' ? mayBePublicToAws(bucket.policy) : isSurelyPublicToAws(bucket.policy, breadth);
  return isAffected ? toAws : 'yes';
}

/** Whether the bucket or its account has RestrictPublicBuckets on; not where neither is known to. */
export function restrictsPublicPolicy(bucket: Bucket, accountBlock: Context['accountBlock']): boolean {
  return awsPublicInForce(bucket, accountBlock) === 'no';
}

function awsPublicInForce({ publicAccessBlock }: Bucket, accountBlock: Context['accountBlock']): InForce {
  return publicAccessBlock.restrictPublicBuckets ? 'no' : atAccount(accountBlock, 'restrictPublicBuckets');
}

/** Whether the bucket itself gives its ACL no effect for the public, whatever the account says. */
export function aclCutOff({ ownership, publicAccessBlock }: Bucket): boolean {
  return ownership === 'BucketOwnerEnforced' || publicAccessBlock.ignorePublicAcls;
}

/**
 * Whether the bucket itself surely holds its policy to its own account, whatever the account says and however narrow a rule's parameters,
 * which are not known here, ask addresses to be.
 */
export function policyCutOff({ policy, publicAccessBlock }: Bucket): boolean {
  return publicAccessBlock.restrictPublicBuckets && isSurelyPublicToAws(policy, strictestBreadth);
}

/** Whether the account has a setting on, so that it makes no difference to the bucket; not where that could not be read. */
export function isOnAtAccount(accountBlock: Context['accountBlock'], setting: keyof PublicAccessBlock): boolean {
  return atAccount(accountBlock, setting) === 'no';
}

function atAccount(accountBlock: Context['accountBlock'], setting: keyof PublicAccessBlock): InForce {
  if (accountBlock === null) return 'yes';
  if ('kind' in accountBlock) return 'unknown';
  return accountBlock[setting] ? 'no' : 'yes';
}
