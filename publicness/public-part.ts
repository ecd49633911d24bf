import type { Context } from '../contract/context.ts';
import type { Bucket } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { publicAudience } from './acl.ts';
import { awsDoubt } from './aws-doubt.ts';
import { isPublicToAws } from './aws-verdict.ts';
import { nameStatement } from './describe-statement.ts';
import { publicAclInForce, publicPolicyInForce } from './in-force.ts';
import { type AllowStatement, readPolicy } from './policy-document.ts';
import { awsBreadth } from './source-ip.ts';
import { judgeStatement } from './statement.ts';

/** What is public in a policy by AWS's definition, or may be, in words; `mended` are violations that end beside. Null for nothing. */
export function publicPartOf(policy: string | null, mended: readonly Violation[] = []): string | null {
  return firstPart(policy, mended, (statement) => (isPublicToAws(statement) ? 'is public' : null));
}

/** The same of what may be public to AWS: a reading as narrow as its own text, for settings that act on AWS's verdict and not on ours. */
export function publicPartToAws(policy: string | null, mended: readonly Violation[] = []): string | null {
  return publicPartOf(policy, mended) ?? firstPart(policy, mended, doubtOfAws);
}

function doubtOfAws(statement: AllowStatement): string | null {
  const doubt = awsDoubt(statement);
  return doubt === null ? null : `may be public to AWS: ${doubt}`;
}

function firstPart(
  policy: string | null,
  mended: readonly Violation[],
  judge: (statement: AllowStatement) => string | null,
): string | null {
  if (policy === null) return null;
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return 'the policy cannot be judged and may be public';
  for (const statement of reading.statements) {
    const name = `policy ${nameStatement(statement)}`;
    if (statement.effect === 'unreadable') return `${name} cannot be judged and may be public`;
    const ends = mended.some((one) => one.kind === 'public-statement' && one.index === statement.index);
    const fault = statement.effect === 'Allow' && !ends ? judge(statement) : null;
    if (fault !== null) return `${name} ${fault}`;
  }
  return null;
}

/** What of a bucket is public to us and in effect, or may be, in words; null for nothing. */
export function publicInForce(bucket: Bucket, accountBlock: Context['accountBlock']): string | null {
  const ofPolicy =
    publicPolicyInForce(bucket, accountBlock, awsBreadth) === 'no'
      ? null
      : firstPart(bucket.policy, [], (statement) =>
          judgeStatement(statement, awsBreadth) === null ? null : 'is public',
        );
  if (ofPolicy !== null) return ofPolicy;
  if (publicAclInForce(bucket, accountBlock) === 'no') return null;
  for (const grant of bucket.grants) {
    const audience = publicAudience(grant);
    if (audience !== null) return `the ACL grants ${grant.permission} to ${audience}`;
  }
  return null;
}
