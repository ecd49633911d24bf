import type { Context } from '../contract/context.ts';
import type { BlockSetting, Bucket } from '../contract/resource.ts';
import type { ObjectAcls } from './acl-reliance.ts';
import { isOnAtAccount, publicAclInForce, restrictsPublicPolicy } from './in-force.ts';
import { publicInForce, publicPartToAws } from './public-part.ts';

/**
 * Why switching on a setting of the bucket's Block Public Access could take something away, in words; null where it surely does not:
 * nothing is public that it ends or refuses, or the account has it on, which holds for the bucket as well.
 *
 * While anything is seen to be public, each of the settings is relied on. `objectAcls` is what is taken as proof that no object is public
 * by an ACL of its own, which cannot be seen from the bucket.
 */
export function blockReliance(
  setting: BlockSetting,
  bucket: Bucket,
  accountBlock: Context['accountBlock'],
  objectAcls: Exclude<ObjectAcls, 'blocked'>,
): string | null {
  const relied = publicInForce(bucket, accountBlock);
  if (relied !== null) return `${relied}, and who relies on it would be cut off`;
  if (isOnAtAccount(accountBlock, setting)) return null;
  switch (setting) {
    case 'blockPublicAcls':
    case 'ignorePublicAcls':
      return objectAcls === 'unused' ? null : objectReliance(bucket, accountBlock);
    case 'blockPublicPolicy':
    case 'restrictPublicBuckets':
      return policyReliance(bucket, accountBlock);
  }
}

/**
 * IgnorePublicAcls ends what ACLs of single objects grant to the public, and BlockPublicAcls refuses uploads that come with such an ACL,
 * also where it would be ignored (Amazon S3 User Guide, "Block public access settings"). Where ACLs are disabled neither makes a
 * difference: they grant nothing, and such uploads are refused already.
 */
function objectReliance(bucket: Bucket, accountBlock: Context['accountBlock']): string | null {
  if (bucket.ownership === 'BucketOwnerEnforced') return null;
  const lost = publicAclInForce(bucket, accountBlock) === 'no' ? uploads : objects;
  return bucket.ownership === 'unknown' ? `object ownership could not be read, and ${lost}` : lost;
}

const objects = 'an object may be public by its own ACL (the parameter objectAcls says that none is)';
const uploads = 'uploads with a public ACL would be refused (the parameter objectAcls says that there are none)';

/**
 * What AWS calls public counts here: RestrictPublicBuckets then ends all access by other accounts, and BlockPublicPolicy refuses the
 * policy when its owner puts it again, also where public policies are restricted already.
 */
function policyReliance(bucket: Bucket, accountBlock: Context['accountBlock']): string | null {
  const open = publicPartToAws(bucket.policy);
  if (open === null) return null;
  return restrictsPublicPolicy(bucket, accountBlock)
    ? `${open}, and S3 would refuse to put it again`
    : `${open}, and other accounts would be cut off`;
}
