import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { publicAudience, sameGrant } from '../publicness/acl.ts';
import { aclCutOff } from '../publicness/in-force.ts';
import { publicPartOf, publicPartToAws } from '../publicness/public-part.ts';
import { blockChange } from './block-change.ts';

/**
 * Switches on the settings that a rule misses and does not leave to people. The others stay as they are.
 */
export function bucketBlockPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const change = blockChange(bucket.publicAccessBlock, 'bucket', violations);
  if (change === null) return null;
  const { switched, configuration, lines } = change;
  const input = {
    Bucket: bucket.id,
    ExpectedBucketOwner: bucket.accountId,
    PublicAccessBlockConfiguration: configuration,
  };
  return {
    changes: [{ service: 's3', operation: 'PutPublicAccessBlock', input }],
    ...lines,
    notes: [
      ...(switched.includes('ignorePublicAcls') ? aclNotes(bucket, violations) : []),
      ...(switched.includes('restrictPublicBuckets') ? policyNotes(bucket, violations) : []),
    ],
  };
}

/** What the settings end beyond what is mended beside them (Amazon S3 User Guide, "Block public access settings"). */
function aclNotes(bucket: Bucket, violations: readonly Violation[]): string[] {
  if (aclCutOff(bucket)) return [];
  return bucket.grants.flatMap((grant) => {
    const audience = publicAudience(grant);
    const mended = violations.some((one) => one.kind === 'public-grant' && sameGrant(one.grant, grant));
    if (audience === null || mended) return [];
    return [`ignorePublicAcls ends the ACL’s grant of ${grant.permission} to ${audience}.`];
  });
}

function policyNotes({ policy }: Bucket, violations: readonly Violation[]): string[] {
  const left = publicPartToAws(policy, violations);
  if (left === null) return [];
  const verb = publicPartOf(policy, violations) === null ? 'may end' : 'ends';
  return [
    `restrictPublicBuckets: ${left}, so that all access by other accounts ${verb}, also what other statements of it allow.`,
  ];
}
