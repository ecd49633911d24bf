import type {
  GetBucketAclOutput,
  Grant as S3Grant,
  Grantee as S3Grantee,
  PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { type Bucket, Grant, type Grantee, type PublicAccessBlock } from '../contract/resource.ts';
import type { Where } from './reader.ts';

/** What the S3 calls answered, with the "there is none" errors already turned into values. */
export interface BucketParts {
  readonly acl: GetBucketAclOutput;
  /** Null for NoSuchBucketPolicy. */
  readonly policy: string | null;
  /** Undefined for NoSuchPublicAccessBlockConfiguration: all four off. */
  readonly block: PublicAccessBlockConfiguration | undefined;
  /** `ObjectWriter` for OwnershipControlsNotFoundError; `unknown` where it could not be read. */
  readonly ownership: Bucket['ownership'];
  readonly encryption: Bucket['encryption'];
  readonly versioning: Bucket['versioning'];
  readonly logging: Bucket['logging'];
  readonly website: Bucket['website'];
  /** Empty for NoSuchTagSet. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A bucket from live reads; apart from ownership the same as from its configuration item. Throws READ_FAILED naming the bucket
 * and the field: an ACL that is not understood is never taken for a shorter one.
 */
export function bucketFromS3(parts: BucketParts, where: Where & { readonly name: string }): Bucket {
  const { acl, policy, block, ownership, encryption, versioning, logging, website, tags } = parts;
  const { name, accountId, region, partition } = where;
  if (!acl.Owner?.ID) throw unreadable(name, 'Owner.ID is missing');
  if (acl.Grants === undefined) throw unreadable(name, 'Grants is missing');
  return {
    type: 'AWS::S3::Bucket',
    id: name,
    arn: `arn:${partition}:s3:::${name}`,
    accountId,
    region,
    tags: { ...tags },
    owner: { id: acl.Owner.ID, ...displayName(acl.Owner.DisplayName) },
    grants: acl.Grants.map((grant, index) => grantOf(name, grant, index)),
    policy,
    publicAccessBlock: blockOf(block),
    ownership,
    encryption,
    versioning,
    logging,
    website,
  };
}

function blockOf(block: PublicAccessBlockConfiguration | undefined): PublicAccessBlock {
  return {
    blockPublicAcls: block?.BlockPublicAcls === true,
    ignorePublicAcls: block?.IgnorePublicAcls === true,
    blockPublicPolicy: block?.BlockPublicPolicy === true,
    restrictPublicBuckets: block?.RestrictPublicBuckets === true,
  };
}

function grantOf(name: string, { Grantee, Permission }: S3Grant, index: number): Grant {
  const grant = v.safeParse(Grant, { grantee: Grantee && granteeOf(Grantee), permission: Permission });
  if (grant.success) return grant.output;
  throw unreadable(name, `Grants[${index}] has a grantee or permission of a form that is not known`);
}

function granteeOf({ ID, URI, EmailAddress, DisplayName }: S3Grantee): Grantee | undefined {
  if (URI) return { kind: 'group', uri: URI };
  if (ID) return { kind: 'user', id: ID, ...displayName(DisplayName) };
  return EmailAddress ? { kind: 'email', address: EmailAddress } : undefined;
}

function displayName(name: string | undefined): { displayName?: string } {
  return name ? { displayName: name } : {};
}

function unreadable(name: string, what: string): Failure {
  return new Failure('READ_FAILED', `bucket ${name}: GetBucketAcl: ${what}`, { ids: { resourceId: name } });
}
