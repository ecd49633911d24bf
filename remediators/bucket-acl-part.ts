import type { Plan } from '../contract/plan.ts';
import type { Bucket, Grant } from '../contract/resource.ts';
import type { PublicGrant, Violation } from '../contract/violation.ts';
import { publicAudience, sameGrant } from '../publicness/acl.ts';
import { aclCutOff } from '../publicness/in-force.ts';
import { putAclWithout } from './acl-plan.ts';

/** Takes the public grants out of the ACL; nothing where Block Public Access or object ownership cuts them off. */
export function bucketAclPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  if (aclCutOff(bucket)) return null;
  const found = violations.filter((violation) => violation.kind === 'public-grant');
  const gone = new Set(bucket.grants.filter((grant) => isPublicAsFound(grant, found)));
  if (gone.size === 0) return null;
  return {
    changes: [putAclWithout(bucket, gone)],
    before: [...gone].map((grant) => `ACL grants ${grant.permission} to ${publicAudience(grant) ?? ''}`),
    after: [],
    notes: [],
  };
}

function isPublicAsFound(grant: Grant, violations: readonly PublicGrant[]): boolean {
  return publicAudience(grant) !== null && violations.some((violation) => sameGrant(violation.grant, grant));
}
