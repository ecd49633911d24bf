import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../contract/plan.ts';
import type { Bucket, BucketEncryption, Grant } from '../contract/resource.ts';
import { putAclWithout } from '../remediators/acl-plan.ts';
import { putEncryption } from '../remediators/encryption-plan.ts';
import { publicAudience } from '../publicness/acl.ts';
import { policyLines } from './policy-lines.ts';

/** A setting of a bucket that is put as a whole. */
export interface BucketPart {
  /** In words, to begin a sentence with. */
  readonly name: string;
  /** Where a bucket has it. */
  readonly field: 'ownership' | 'policy' | 'grants' | 'encryption' | 'versioning' | 'logging';
  /** The calls of a mend that change it. */
  readonly operations: readonly string[];
  /** Whether two states are the same as far as S3 can be asked for it. Null where a state could not be read. */
  same(one: Bucket, other: Bucket): boolean | null;
  /** The call that leads to the setting as it is in `bucket`. */
  put(bucket: Bucket): Change;
  /** The setting in words, so that two states can be compared line by line. */
  lines(bucket: Bucket): readonly string[];
  /** `live` with the setting of `before`, as it is after the call. */
  into(live: Bucket, before: Bucket): Bucket;
}

const call = (operation: string, { id, accountId }: Bucket, rest: Record<string, unknown> = {}): Change => ({
  service: 's3',
  operation,
  input: { Bucket: id, ExpectedBucketOwner: accountId, ...rest },
});

export const ownershipPart: BucketPart = {
  name: 'Object ownership',
  field: 'ownership',
  operations: ['PutBucketOwnershipControls'],
  same: (one, other) =>
    one.ownership === 'unknown' || other.ownership === 'unknown' ? null : one.ownership === other.ownership,
  put: (bucket) =>
    bucket.unset?.includes('ownership') === true
      ? call('DeleteBucketOwnershipControls', bucket)
      : call('PutBucketOwnershipControls', bucket, {
          OwnershipControls: { Rules: [{ ObjectOwnership: bucket.ownership }] },
        }),
  lines: ({ ownership }) => [`object ownership: ${ownership}`],
  into: (live, { ownership }) => ({ ...live, ownership }),
};

/** Compared byte for byte, and put so. */
export const policyPart: BucketPart = {
  name: 'The policy',
  field: 'policy',
  operations: ['PutBucketPolicy', 'DeleteBucketPolicy'],
  same: (one, other) => one.policy === other.policy,
  put: (bucket) =>
    bucket.policy === null
      ? call('DeleteBucketPolicy', bucket)
      : call('PutBucketPolicy', bucket, { Policy: bucket.policy }),
  lines: ({ policy }) => policyLines(policy),
  into: (live, { policy }) => ({ ...live, policy }),
};

export const aclPart: BucketPart = {
  name: 'The ACL',
  field: 'grants',
  operations: ['PutBucketAcl'],
  same: (one, other) => isDeepStrictEqual(grantKeys(one), grantKeys(other)),
  put: (bucket) => putAclWithout(bucket, new Set()),
  lines: ({ grants }) => grants.map(describeGrant),
  into: (live, { grants }) => ({ ...live, grants }),
};

/** Without a default of its own a bucket has S3's: AES256 (S3 API Reference, "DeleteBucketEncryption"). */
export const encryptionPart: BucketPart = {
  name: 'Default encryption',
  field: 'encryption',
  operations: ['PutBucketEncryption'],
  same(one, other) {
    const [here, there] = [encryptionOf(one), encryptionOf(other)];
    return here === null || there === null ? null : isDeepStrictEqual(here, there);
  },
  put(bucket) {
    const { encryption } = bucket;
    if (encryption === null || 'kind' in encryption) return call('DeleteBucketEncryption', bucket);
    return putEncryption(bucket, encryption);
  },
  lines: (bucket) => {
    const found = encryptionOf(bucket);
    if (found === null) return ['default encryption: not read'];
    const { algorithm, kmsKeyId, bucketKeyEnabled } = found;
    const key = kmsKeyId === undefined ? '' : ` with ${kmsKeyId}`;
    return [`default encryption: ${algorithm}${key}${bucketKeyEnabled ? ', bucket key' : ''}`];
  },
  into: (live, { encryption }) => ({ ...live, encryption }),
};

/** What has been enabled once can only be suspended (S3 API Reference, "PutBucketVersioning"). */
export const versioningPart: BucketPart = {
  name: 'Versioning',
  field: 'versioning',
  operations: ['PutBucketVersioning'],
  same({ versioning: one }, { versioning: other }) {
    if ('kind' in one || 'kind' in other) return null;
    return (one.status === 'Enabled') === (other.status === 'Enabled');
  },
  put: (bucket) =>
    call('PutBucketVersioning', bucket, {
      VersioningConfiguration: { Status: isEnabled(bucket) ? 'Enabled' : 'Suspended' },
    }),
  lines: (bucket) => [`versioning: ${isEnabled(bucket) ? 'Enabled' : 'Suspended'}`],
  into: (live, before) => {
    if ('kind' in live.versioning) return live;
    return { ...live, versioning: { ...live.versioning, status: isEnabled(before) ? 'Enabled' : 'Suspended' } };
  },
};

export const loggingPart: BucketPart = {
  name: 'Access logging',
  field: 'logging',
  operations: ['PutBucketLogging'],
  same({ logging: one }, { logging: other }) {
    if ((one !== null && 'kind' in one) || (other !== null && 'kind' in other)) return null;
    return isDeepStrictEqual(one, other);
  },
  put(bucket) {
    const { logging } = bucket;
    if (logging === null || 'kind' in logging) return call('PutBucketLogging', bucket, { BucketLoggingStatus: {} });
    const { targetBucket: TargetBucket, targetPrefix: TargetPrefix } = logging;
    return call('PutBucketLogging', bucket, {
      BucketLoggingStatus: { LoggingEnabled: { TargetBucket, TargetPrefix } },
    });
  },
  lines({ logging }) {
    if (logging === null) return ['access logs: none'];
    return 'kind' in logging
      ? ['access logs: not read']
      : [`access logs: to s3://${logging.targetBucket}/${logging.targetPrefix}`];
  },
  into: (live, { logging }) => ({ ...live, logging }),
};

/** In the order in which S3 takes them: an ACL only while ACLs are not disabled. */
export const guardedParts = [ownershipPart, policyPart, aclPart] as const;
export const otherParts = [encryptionPart, versioningPart, loggingPart] as const;
export const bucketParts: readonly BucketPart[] = [...guardedParts, ...otherParts];

/** Display names only decorate, and S3 has stopped giving them. The order of grants means nothing. */
function grantKeys({ grants }: Bucket): string[] {
  return grants.map(({ grantee, permission }) => `${permission} ${nameOf(grantee)}`).toSorted();
}

function describeGrant(grant: Grant): string {
  return `ACL grants ${grant.permission} to ${publicAudience(grant) ?? nameOf(grant.grantee)}`;
}

function nameOf(grantee: Grant['grantee']): string {
  switch (grantee.kind) {
    case 'user':
      return grantee.id;
    case 'group':
      return grantee.uri;
    case 'email':
      return grantee.address;
  }
}

/** Null where it could not be read. */
function encryptionOf({ encryption }: Bucket): BucketEncryption | null {
  if (encryption === null) return { algorithm: 'AES256', bucketKeyEnabled: false };
  return 'kind' in encryption ? null : encryption;
}

function isEnabled({ versioning }: Bucket): boolean {
  return 'status' in versioning && versioning.status === 'Enabled';
}
