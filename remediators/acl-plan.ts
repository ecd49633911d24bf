import type { Change } from '../contract/plan.ts';
import type { Bucket, Grant } from '../contract/resource.ts';

/**
 * The call that leaves a bucket its grants but the ones given. PutBucketAcl replaces the whole ACL (Amazon S3 API Reference),
 * so every grant that stays is sent again, in its order.
 */
export function putAclWithout({ id, accountId, owner, grants }: Bucket, gone: ReadonlySet<Grant>): Change {
  return {
    service: 's3',
    operation: 'PutBucketAcl',
    input: {
      Bucket: id,
      ExpectedBucketOwner: accountId,
      AccessControlPolicy: {
        Grants: grants.filter((grant) => !gone.has(grant)).map(grantInput),
        Owner: { ID: owner.id, ...displayName(owner.displayName) },
      },
    },
  };
}

function grantInput({ grantee, permission }: Grant): Record<string, unknown> {
  switch (grantee.kind) {
    case 'user':
      return {
        Grantee: { Type: 'CanonicalUser', ID: grantee.id, ...displayName(grantee.displayName) },
        Permission: permission,
      };
    case 'group':
      return { Grantee: { Type: 'Group', URI: grantee.uri }, Permission: permission };
    case 'email':
      return { Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: grantee.address }, Permission: permission };
  }
}

function displayName(name: string | undefined): { DisplayName?: string } {
  return name === undefined ? {} : { DisplayName: name };
}
