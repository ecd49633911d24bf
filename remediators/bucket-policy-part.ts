import type { Plan } from '../contract/plan.ts';
import type { Bucket } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { policyCutOff } from '../publicness/in-force.ts';
import { planPolicy } from './policy-plan.ts';

/** Takes the public statements, or their public parts, out of the policy; nothing where Block Public Access cuts them off. */
export function bucketPolicyPart(bucket: Bucket, violations: readonly Violation[]): Plan | null {
  if (bucket.policy === null || policyCutOff(bucket)) return null;
  const statements = violations.filter((violation) => violation.kind === 'public-statement');
  const policy = planPolicy(bucket, bucket.policy, statements);
  if (policy === null) return null;
  const { change, before, after, notes } = policy;
  return { changes: [change], before: [...before], after: [...after], notes: [...notes] };
}
