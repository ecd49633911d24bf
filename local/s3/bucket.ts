import { createHash } from 'node:crypto';
import { partitionOf } from '../credentials.ts';
import { allBlocked, type BlockSettings } from './block-settings.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';

export const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'] as const;
export type Ownership = (typeof ownerships)[number];

export const permissions = ['FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP'] as const;
export type Permission = (typeof permissions)[number];

/** The groups that an ACL may name (S3 User Guide, "Amazon S3 predefined groups"). */
export const groupUris = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;
export type GroupName = keyof typeof groupUris;

export type Grantee =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'group'; readonly name: GroupName };

export interface Grant {
  readonly grantee: Grantee;
  readonly permission: Permission;
}

/** The one rule of a bucket's default encryption. */
export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  readonly kmsKeyId?: string;
  readonly bucketKeyEnabled: boolean;
  readonly blockedTypes: readonly string[];
}

export interface Logging {
  readonly targetBucket: string;
  readonly targetPrefix: string;
}

/** A website with an index page, and an error page perhaps. */
export interface Website {
  readonly indexSuffix: string;
  readonly errorKey?: string;
}

export interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Whole seconds, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** Undefined once DeleteBucketOwnershipControls was called: ACLs count, as with ObjectWriter. */
  ownership: Ownership | undefined;
  /** The ACL as it was put, in force or not. */
  grants: readonly Grant[];
  /** The text that PutBucketPolicy sent, byte for byte. */
  policy: string | undefined;
  publicAccessBlock: BlockSettings | undefined;
  encryption: Encryption;
  versioning: 'Enabled' | 'Suspended' | undefined;
  logging: Logging | undefined;
  website: Website | undefined;
  tags: Readonly<Record<string, string>>;
  readonly objects: ObjectStore;
}

/** SSE-S3, which every bucket has unless told otherwise, since January 2023. */
export const defaultEncryption: Encryption = { algorithm: 'AES256', bucketKeyEnabled: false, blockedTypes: [] };

/** A bucket with AWS's defaults since April 2023: ACLs disabled, public access blocked, SSE-S3. */
export function newBucket(name: string, accountId: string, region: string, now: number): Bucket {
  return {
    name,
    accountId,
    region,
    createdAt: Math.floor(now / 1000) * 1000,
    ownership: 'BucketOwnerEnforced',
    grants: [ownerGrant(accountId)],
    policy: undefined,
    publicAccessBlock: allBlocked,
    encryption: defaultEncryption,
    versioning: undefined,
    logging: undefined,
    website: undefined,
    tags: {},
    objects: createObjectStore(),
  };
}

/** An account's canonical user id: 64 hex digits, the same for every run. */
export function canonicalId(accountId: string): string {
  return createHash('sha256').update(`canonical user of ${accountId}`).digest('hex');
}

export function ownerGrant(accountId: string): Grant {
  return { grantee: { kind: 'user', id: canonicalId(accountId) }, permission: 'FULL_CONTROL' };
}

export function bucketArn(bucket: Pick<Bucket, 'name' | 'region'>): string {
  return `arn:${partitionOf(bucket.region)}:s3:::${bucket.name}`;
}
