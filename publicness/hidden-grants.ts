import type { Context } from '../contract/context.ts';
import type { Bucket } from '../contract/resource.ts';
import { publicAudience } from './acl.ts';
import { publicAclInForce } from './in-force.ts';

/**
 * What is taken as proof that an ACL holds no public grant that S3 does not show: `unproven`, nothing; `none`, the word of whoever
 * set it.
 */
export type HiddenGrants = 'unproven' | 'none';

/**
 * Why S3 may refuse to disable ACLs for a public grant that has no effect, in words; empty where there surely is none.
 *
 * While IgnorePublicAcls is on, of the bucket or the account, GetBucketAcl and AWS Config show the ACL without its public grants, and
 * these come back with the setting's end (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage"). With one of them
 * there BucketOwnerEnforced is refused (InvalidBucketAclWithObjectOwnership). To put the ACL as it shows would take them away unseen: no
 * ledger could say what they were, and no restore put them back. So it is never done, and people are told.
 */
export function hiddenGrantReasons(
  bucket: Bucket,
  accountBlock: Context['accountBlock'],
  proof: HiddenGrants,
): string[] {
  if (bucket.ownership === 'BucketOwnerEnforced') return [];
  const inForce = publicAclInForce(bucket, accountBlock);
  if (inForce === 'yes') return [];
  if (inForce === 'no') {
    for (const grant of bucket.grants) {
      const audience = publicAudience(grant);
      if (audience === null) continue;
      return [
        `the ACL grants ${grant.permission} to ${audience}, which Block Public Access ignores and S3 disables no ACLs with`,
      ];
    }
  }
  if (proof === 'none') return [];
  if (accountBlock !== null && 'kind' in accountBlock && !bucket.publicAccessBlock.ignorePublicAcls) {
    const reason = accountBlock.reason;
    return [`the account’s Block Public Access, which may hide public grants in the ACL, could not be read: ${reason}`];
  }
  return [hidden];
}

const hidden =
  'Block Public Access ignores public ACLs, so that S3 does not show the public grants that may still be in this one, and it disables no ACLs while there are any (the parameter hiddenGrants says that there are none)';
