import type { Bucket, Grant } from '../contract/resource.ts';
import { logDelivery, publicAudience } from './acl.ts';
import { nameStatement } from './describe-statement.ts';
import { type AllowStatement, type PrincipalEntry, readPolicy } from './policy-document.ts';
import { isDeleted } from './principal.ts';

/**
 * The first party outside the bucket's own account that its policy or ACL lets in, or may let in, in words; null where there surely
 * is none. Who else reaches a bucket is an identity of its account, by that identity's own policies (IAM User Guide, "Cross-account
 * policy evaluation logic"). Conditions are not weighed and what cannot be read counts: whoever asks is about to take something
 * away from outsiders.
 */
export function outsiderOf(bucket: Bucket): string | null {
  return outsiderOfPolicy(bucket) ?? outsiderOfAcl(bucket);
}

function outsiderOfPolicy(bucket: Bucket): string | null {
  if (bucket.policy === null) return null;
  const reading = readPolicy(bucket.policy);
  if (reading.kind === 'unreadable') return `the policy, which cannot be judged (${reading.reason}), may let others in`;
  for (const statement of reading.statements) {
    if (statement.effect === 'Deny') continue;
    const name = `policy ${nameStatement(statement)}`;
    if (statement.effect === 'unreadable') return `${name}, which cannot be judged, may let others in`;
    const outsider = outsideOf(statement, bucket);
    if (outsider !== null) return `${name} lets ${outsider} in`;
  }
  return null;
}

function outsideOf({ principals, exceptPrincipals }: AllowStatement, bucket: Bucket): string | null {
  if (exceptPrincipals) return 'everyone who is not named';
  if (principals === 'everyone') return 'everyone';
  return principals.find((entry) => !isInside(entry, bucket))?.value ?? null;
}

/** Whether a principal is of the bucket's own account, or can be nobody at all. Services of AWS are outside. */
export function isInside(entry: PrincipalEntry, { accountId, owner }: Bucket): boolean {
  const { type, value } = entry;
  switch (type) {
    case 'AWS':
      return value === accountId || accountOf(value) === accountId || isDeleted(entry);
    case 'Federated':
      return accountOf(value) === accountId;
    case 'CanonicalUser':
      return value === owner.id;
    case 'Service':
      return false;
  }
}

function accountOf(value: string): string | undefined {
  return /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(value)?.[1];
}

/** An ACL lets nobody in where it is disabled; where that is not known it is taken as in force. */
function outsiderOfAcl({ grants, owner, ownership }: Bucket): string | null {
  if (ownership === 'BucketOwnerEnforced') return null;
  const outside = grants.find(({ grantee }) => !(grantee.kind === 'user' && grantee.id === owner.id));
  return outside === undefined ? null : `the ACL grants ${outside.permission} to ${granteeOf(outside)}`;
}

/** In words. */
export function granteeOf(grant: Grant): string {
  const { grantee } = grant;
  switch (grantee.kind) {
    case 'group':
      return publicAudience(grant) ?? (grantee.uri === logDelivery ? 'the log delivery group' : grantee.uri);
    case 'user':
      return `the canonical user ${grantee.id}`;
    case 'email':
      return grantee.address;
  }
}
