import type { Context } from '../contract/context.ts';
import type { Bucket, PublicAccessBlock } from '../contract/resource.ts';

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

export function publicPolicyInForce(bucket: Bucket, accountBlock: Context['accountBlock']): InForce {
  if (policyCutOff(bucket)) return 'no';
  return atAccount(accountBlock, 'restrictPublicBuckets');
}

/** Whether the bucket itself gives its ACL no effect for the public, whatever the account says. */
export function aclCutOff({ ownership, publicAccessBlock }: Bucket): boolean {
  return ownership === 'BucketOwnerEnforced' || publicAccessBlock.ignorePublicAcls;
}

/** Whether the bucket itself holds a public policy to its own account, whatever the account says. */
export function policyCutOff({ publicAccessBlock }: Bucket): boolean {
  return publicAccessBlock.restrictPublicBuckets;
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
