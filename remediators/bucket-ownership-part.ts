import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { sameGrant } from '../publicness/acl.ts';
import { isOwners } from '../publicness/acl-reliance.ts';
import { granteeOf } from '../publicness/outsiders.ts';

/**
 * Disables ACLs. S3 refuses it while the ACL grants anything to anyone but the owner, so that with a grant that this very plan does
 * not take away nothing is planned, and a note says why (Amazon S3 User Guide, "Prerequisites for disabling ACLs").
 */
export function bucketOwnershipPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const { id, accountId, ownership } = bucket;
  const isWanted = violations.some((violation) => violation.kind === 'acls-enabled' && isMendable(violation));
  if (!isWanted || ownership === 'BucketOwnerEnforced' || ownership === 'unknown') return null;
  const left = bucket.grants.find(
    (grant) =>
      !isOwners(bucket, grant) &&
      !violations.some((violation) => violation.kind === 'public-grant' && sameGrant(violation.grant, grant)),
  );
  if (left !== undefined) {
    const note = `ACLs stay enabled: the ACL grants ${left.permission} to ${granteeOf(left)}, and nothing here takes that away`;
    return { changes: [], before: [], after: [], notes: [note] };
  }
  return {
    changes: [
      {
        service: 's3',
        operation: 'PutBucketOwnershipControls',
        input: {
          Bucket: id,
          ExpectedBucketOwner: accountId,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        },
      },
    ],
    before: [`object ownership: ${ownership}`],
    after: ['object ownership: BucketOwnerEnforced'],
    notes: [
      'ACLs of single objects cannot be seen from the bucket: what they grant to other accounts ends, and comes back when object ownership is set back',
    ],
  };
}
