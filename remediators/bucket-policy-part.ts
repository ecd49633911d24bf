import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { denyPlainHttp } from '../publicness/deny-plain-http.ts';
import { policyCutOff } from '../publicness/in-force.ts';
import { readPlainHttp } from '../publicness/plain-http.ts';
import { planPolicy } from './policy-plan.ts';

/**
 * Takes the public statements, or their public parts, out of the policy, unless Block Public Access surely cuts them off, and appends
 * the denial of plain HTTP that is missing.
 */
export function bucketPolicyPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  const statements = violations.filter((violation) => violation.kind === 'public-statement');
  const policy = planPolicy(bucket, {
    remove: policyCutOff(bucket) ? [] : statements,
    ...(lacksDenial(bucket, violations) ? { append: denyPlainHttp(bucket) } : {}),
  });
  if (policy === null) return null;
  const { change, before, after, notes } = policy;
  return { changes: [change], before: [...before], after: [...after], notes: [...notes] };
}

function lacksDenial(bucket: Bucket, violations: readonly Violation[]): boolean {
  if (!violations.some((violation) => violation.kind === 'plain-http' && isMendable(violation))) return false;
  const reading = readPlainHttp(bucket);
  return reading.kind === 'read' && reading.missing.length > 0;
}
