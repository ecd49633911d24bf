import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { publicAudience, sameGrant } from '../publicness/acl.ts';
import { nameStatement } from '../publicness/describe-statement.ts';
import { aclCutOff } from '../publicness/in-force.ts';
import { readPolicy } from '../publicness/policy-document.ts';
import { awsBreadth } from '../publicness/source-ip.ts';
import { judgeStatement } from '../publicness/statement.ts';
import { blockChange } from './block-change.ts';

/**
 * Switches on the settings that a rule misses. Settings that nobody asked for stay as they are.
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
  const left = policy === null ? null : publicPartLeft(policy, violations);
  if (left === null) return [];
  return [
    `restrictPublicBuckets: ${left}, so that all access by other accounts ends, also what other statements of it allow.`,
  ];
}

/** What is public in a policy that is not mended beside, or may be, in words. */
function publicPartLeft(policy: string, violations: readonly Violation[]): string | null {
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return 'the policy cannot be judged and may be public';
  for (const statement of reading.statements) {
    const name = `policy ${nameStatement(statement)}`;
    if (statement.effect === 'unreadable') return `${name} cannot be judged and may be public`;
    const mended = violations.some((one) => one.kind === 'public-statement' && one.index === statement.index);
    if (statement.effect === 'Allow' && !mended && judgeStatement(statement, awsBreadth) !== null)
      return `${name} is public`;
  }
  return null;
}
