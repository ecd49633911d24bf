import * as v from 'valibot';
import type { Context } from '../contract/context.ts';
import type { Bucket } from '../contract/resource.ts';
import type { PublicGrant, PublicStatement, Undecided, Violation } from '../contract/violation.ts';
import { publicAudience } from '../publicness/acl.ts';
import { nameStatement } from '../publicness/describe-statement.ts';
import { publicAclInForce, publicPolicyInForce, restrictsPublicPolicy } from '../publicness/in-force.ts';
import { readPolicy } from '../publicness/policy-document.ts';
import { awsBreadth, type Breadth } from '../publicness/source-ip.ts';
import { judgeStatement } from '../publicness/statement.ts';
import { describeViolation } from './annotation.ts';
import type { Rule } from './rule.ts';

/**
 * A prefix length that may only be stricter than AWS's own limit: a policy that AWS calls public is public whatever a
 * parameter says, and BlockPublicPolicy would refuse it.
 */
function prefixLength(shortest: number, longest: number) {
  const message = `must be a whole number from ${shortest} to ${longest}; a shorter prefix is public by AWS's own definition`;
  return v.pipe(
    v.string(),
    v.regex(/^[0-9]{1,3}$/, message),
    v.transform(Number),
    v.minValue(shortest, message),
    v.maxValue(longest, message),
  );
}

const { ipv4PrefixLength, ipv6PrefixLength } = awsBreadth;

export const s3BucketPublicAccess = {
  id: 's3-bucket-public-access',
  resourceType: 'AWS::S3::Bucket',
  severity: 'critical',
  enabledByDefault: true,
  summary:
    'The bucket is effectively public through its ACL or policy, Block Public Access of bucket and account considered.',
  risk: 'Anyone on the internet can use what it admits, and data that was copied once cannot be called back.',
  triggers: ['change'],
  iamActions: ['s3:GetAccountPublicAccessBlock', 's3:GetBucketOwnershipControls'],
  needs: ['account-block', 'ownership-if-group-granted'],
  mend: {
    by: 's3-bucket',
    summary: 'Removes the public grants and statements, or the public part of a statement, only.',
  },
  parameters: {
    ipv4PrefixLength: {
      summary:
        'A policy is public if it admits an aws:SourceIp IPv4 range with a prefix shorter than this (8 to 32), or ranges of more than sixteen /8s together. Block Public Access restricts only what AWS calls public: ranges broader than /8.',
      default: `${ipv4PrefixLength}`,
    },
    ipv6PrefixLength: {
      summary: 'The same for a single IPv6 range (32 to 128).',
      default: `${ipv6PrefixLength}`,
    },
  },
  parameterSchema: v.object({
    ipv4PrefixLength: prefixLength(ipv4PrefixLength, 32),
    ipv6PrefixLength: prefixLength(ipv6PrefixLength, 128),
  }),
  evaluate(bucket, breadth, { accountBlock }) {
    const grants = publicGrants(bucket);
    const { statements, unreadable } = publicStatements(bucket, breadth);
    const aclInForce = publicAclInForce(bucket, accountBlock);
    const policyInForce = publicPolicyInForce(bucket, accountBlock, breadth);

    const violations: Violation[] = [];
    if (aclInForce === 'yes') violations.push(...grants);
    if (policyInForce === 'yes') {
      violations.push(...(restrictsPublicPolicy(bucket, accountBlock) ? statements.map(unrestricted) : statements));
    }
    // A policy that could not be read is undecided also where the account's settings are unknown.
    if (policyInForce !== 'no') violations.push(...unreadable);

    const hinging = [...(aclInForce === 'unknown' ? grants : []), ...(policyInForce === 'unknown' ? statements : [])];
    if (hinging.length > 0) violations.push(undecidedByAccount(hinging, accountBlock));
    return violations;
  },
} satisfies Rule<'AWS::S3::Bucket', Breadth>;

function publicGrants({ grants }: Bucket): PublicGrant[] {
  return grants.flatMap((grant) => {
    const audience = publicAudience(grant);
    return audience === null ? [] : [{ kind: 'public-grant', grant, audience }];
  });
}

function publicStatements(
  { policy }: Bucket,
  breadth: Breadth,
): { statements: PublicStatement[]; unreadable: Undecided[] } {
  const found: { statements: PublicStatement[]; unreadable: Undecided[] } = { statements: [], unreadable: [] };
  if (policy === null) return found;
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') {
    found.unreadable.push({ kind: 'undecided', subject: 'bucket policy', reason: reading.reason });
    return found;
  }
  for (const statement of reading.statements) {
    switch (statement.effect) {
      case 'Deny':
        break;
      case 'Allow': {
        const violation = judgeStatement(statement, breadth);
        if (violation !== null) found.statements.push(violation);
        break;
      }
      case 'unreadable': {
        const subject = `bucket policy ${nameStatement(statement)}`;
        found.unreadable.push({ kind: 'undecided', subject, reason: statement.reason });
      }
    }
  }
  return found;
}

/** Says why Block Public Access is no answer to it, which whoever reads of it would look at first. */
function unrestricted(statement: PublicStatement): PublicStatement {
  const reason = `${statement.reason}; RestrictPublicBuckets is on, but restricts only what AWS itself calls public`;
  return { ...statement, reason };
}

/** One for all, and nothing to mend: the account's settings may already cut off what looks public here. */
function undecidedByAccount(hinging: readonly Violation[], accountBlock: Context['accountBlock']): Undecided {
  const reason = accountBlock !== null && 'kind' in accountBlock ? accountBlock.reason : 'not read';
  return {
    kind: 'undecided',
    subject: 'account public access block',
    reason: `it could not be read (${reason}) and decides whether this has effect: ${hinging.map(describeViolation).join('; ')}`,
  };
}
