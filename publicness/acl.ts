import type { Grant } from '../contract/resource.ts';

export const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const authenticatedUsers = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

/**
 * Who a grant lets in, in words, where that is the public; null for everyone else. Any permission counts, and only these two
 * groups, by their exact URI (Amazon S3 User Guide, "The meaning of public" and "Amazon S3 predefined groups").
 */
export function publicAudience({ grantee }: Grant): string | null {
  if (grantee.kind !== 'group') return null;
  if (grantee.uri === allUsers) return 'everyone on the internet';
  if (grantee.uri === authenticatedUsers) return 'any AWS account in the world';
  return null;
}

export function sameGrant(a: Grant, b: Grant): boolean {
  return a.permission === b.permission && granteeKey(a) === granteeKey(b);
}

function granteeKey({ grantee }: Grant): string {
  switch (grantee.kind) {
    case 'user':
      return `user ${grantee.id}`;
    case 'group':
      return `group ${grantee.uri}`;
    case 'email':
      return `email ${grantee.address}`;
  }
}
