import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { publicAudience, sameGrant } from '../publicness/acl.ts';
import { aclCutOff } from '../publicness/in-force.ts';
import { putAclWithout } from './acl-plan.ts';

/** Takes the public grants out of the ACL; nothing where Block Public Access or object ownership cuts them off. */
export function bucketAclPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  if (aclCutOff(bucket)) return null;
  const gone = bucket.grants.flatMap((grant) => {
    const audience = publicAudience(grant);
    const isFound = violations.some((one) => one.kind === 'public-grant' && sameGrant(one.grant, grant));
    return audience !== null && isFound ? [{ grant, audience }] : [];
  });
  if (gone.length === 0) return null;
  return {
    changes: [putAclWithout(bucket, new Set(gone.map(({ grant }) => grant)))],
    before: gone.map(({ grant, audience }) => `ACL grants ${grant.permission} to ${audience}`),
    after: [],
    notes: [],
  };
}
