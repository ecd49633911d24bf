import * as v from 'valibot';

/** AWS Config's names of the resource types that are judged. */
export const ResourceType = v.picklist([
  'AWS::EC2::SecurityGroup',
  'AWS::S3::Bucket',
  'AWS::S3::AccountPublicAccessBlock',
]);
export type ResourceType = v.InferOutput<typeof ResourceType>;

/** What every resource is known by. `id` is `sg-…`, the bucket's name, or the account id. */
export const ResourceIdentity = v.strictObject({
  type: ResourceType,
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(768)),
  arn: v.string(),
  accountId: v.pipe(v.string(), v.regex(/^\d{12}$/, 'must be a 12-digit account id')),
  region: v.pipe(v.string(), v.regex(/^[a-z]{2,8}(-[a-z]+)+-\d+$/, 'must be a region such as eu-west-1')),
  tags: v.record(v.string(), v.string()),
});
export type ResourceIdentity = v.InferOutput<typeof ResourceIdentity>;

/** Whether an account has it once, whichever of its regions tells of it. `type` is AWS Config's name, of any kind. */
export function isOfAllRegions(type: string): boolean {
  return type === 'AWS::S3::AccountPublicAccessBlock';
}

/** Where a security group rule admits traffic from (ingress) or to (egress). */
export const Source = v.variant('kind', [
  v.strictObject({ kind: v.literal('ipv4'), cidr: v.string() }),
  v.strictObject({ kind: v.literal('ipv6'), cidr: v.string() }),
  v.strictObject({ kind: v.literal('prefix-list'), id: v.string() }),
  v.strictObject({
    kind: v.literal('group'),
    groupId: v.string(),
    userId: v.optional(v.string()),
    groupName: v.optional(v.string()),
    vpcId: v.optional(v.string()),
    vpcPeeringConnectionId: v.optional(v.string()),
  }),
]);
export type Source = v.InferOutput<typeof Source>;

/**
 * One source of one permission. EC2 groups sources of equal protocol and ports into an IpPermission; one source at a time is
 * what a rule id (`sgr-…`) stands for and what can be revoked alone.
 *
 * `protocol` is normalised: `tcp`, `udp`, `icmp`, `icmpv6`, `-1` (all traffic), else the number as a string. Ports are null
 * where AWS leaves them out (`-1`, portless protocols); for icmp they are type and code (EC2 API, IpPermission).
 */
export const GroupRule = v.strictObject({
  direction: v.picklist(['ingress', 'egress']),
  protocol: v.string(),
  fromPort: v.nullable(v.number()),
  toPort: v.nullable(v.number()),
  source: Source,
  description: v.optional(v.string()),
});
export type GroupRule = v.InferOutput<typeof GroupRule>;

export const SecurityGroup = v.strictObject({
  ...ResourceIdentity.entries,
  type: v.literal('AWS::EC2::SecurityGroup'),
  name: v.string(),
  vpcId: v.nullable(v.string()),
  rules: v.array(GroupRule),
});
export type SecurityGroup = v.InferOutput<typeof SecurityGroup>;

/** The settings of S3 Block Public Access, in the order of the S3 API. */
export const BlockSetting = v.picklist([
  'blockPublicAcls',
  'ignorePublicAcls',
  'blockPublicPolicy',
  'restrictPublicBuckets',
]);
export type BlockSetting = v.InferOutput<typeof BlockSetting>;

/** S3 Object Ownership. `unknown` in a Config item, whose schema does not carry it: ACLs are then taken as in force. */
export const Ownership = v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter', 'unknown']);
export type Ownership = v.InferOutput<typeof Ownership>;

/** The four settings of S3 Block Public Access; a setting that was never made is false. */
export const PublicAccessBlock = v.strictObject({
  blockPublicAcls: v.boolean(),
  ignorePublicAcls: v.boolean(),
  blockPublicPolicy: v.boolean(),
  restrictPublicBuckets: v.boolean(),
});
export type PublicAccessBlock = v.InferOutput<typeof PublicAccessBlock>;

/** `group` carries the S3 API's URI, e.g. `http://acs.amazonaws.com/groups/global/AuthenticatedUsers`. */
export const Grantee = v.variant('kind', [
  v.strictObject({ kind: v.literal('user'), id: v.string(), displayName: v.optional(v.string()) }),
  v.strictObject({ kind: v.literal('group'), uri: v.string() }),
  v.strictObject({ kind: v.literal('email'), address: v.string() }),
]);
export type Grantee = v.InferOutput<typeof Grantee>;

/** An ACL grant in the S3 API's spelling of permissions (a Config item writes FullControl, WriteAcp, …). */
export const Grant = v.strictObject({
  grantee: Grantee,
  permission: v.picklist(['FULL_CONTROL', 'WRITE', 'WRITE_ACP', 'READ', 'READ_ACP']),
});
export type Grant = v.InferOutput<typeof Grant>;

/**
 * In place of one setting that AWS would not say or that is of a form that is not known: the rule about it cannot decide, and the
 * other rules judge the resource all the same. `reason` is in words and quotes nothing of what was read.
 */
export const UnreadSetting = v.strictObject({ kind: v.literal('unread'), reason: v.string() });
export type UnreadSetting = v.InferOutput<typeof UnreadSetting>;

/** The algorithms of default encryption, the stronger the later (S3 API, ServerSideEncryptionByDefault). */
export const EncryptionAlgorithm = v.picklist(['AES256', 'aws:kms', 'aws:kms:dsse']);
export type EncryptionAlgorithm = v.InferOutput<typeof EncryptionAlgorithm>;

/** The one rule of a bucket's default encryption. */
export const BucketEncryption = v.strictObject({
  algorithm: EncryptionAlgorithm,
  /** As it was put: key id, key ARN, alias or alias ARN. Absent with KMS: AWS's own key for S3, `aws/s3`. */
  kmsKeyId: v.optional(v.string()),
  bucketKeyEnabled: v.boolean(),
  /** Kinds of encryption that uploads may not ask for (`SSE-C`, or `NONE`). Absent where S3 or the item does not say. */
  blockedTypes: v.optional(v.array(v.string())),
});
export type BucketEncryption = v.InferOutput<typeof BucketEncryption>;

/** `Off`: never enabled. Once enabled it can only be suspended. */
export const BucketVersioning = v.strictObject({
  status: v.picklist(['Enabled', 'Suspended', 'Off']),
  /** Whether S3 asks for a code of an MFA device before it changes versioning. */
  mfaDelete: v.boolean(),
});
export type BucketVersioning = v.InferOutput<typeof BucketVersioning>;

/** Where server access logs go. */
export const BucketLogging = v.strictObject({ targetBucket: v.string(), targetPrefix: v.string() });
export type BucketLogging = v.InferOutput<typeof BucketLogging>;

export const Bucket = v.strictObject({
  ...ResourceIdentity.entries,
  type: v.literal('AWS::S3::Bucket'),
  owner: v.strictObject({ id: v.string(), displayName: v.optional(v.string()) }),
  grants: v.array(Grant),
  /** The policy's text as S3 stores it, byte for byte; null where there is none. */
  policy: v.nullable(v.string()),
  publicAccessBlock: PublicAccessBlock,
  ownership: Ownership,
  /** Null where none is configured: S3 encrypts new objects with SSE-S3 then (since January 2023). */
  encryption: v.union([v.null(), BucketEncryption, UnreadSetting]),
  versioning: v.union([BucketVersioning, UnreadSetting]),
  /** Null where access is not logged. */
  logging: v.union([v.null(), BucketLogging, UnreadSetting]),
  /** Whether it has a website configuration: website endpoints speak plain HTTP only. */
  website: v.union([v.boolean(), UnreadSetting]),
  /** Of a live read: what nobody ever configured, or has deleted. It reads as the default, and a restore deletes it again. */
  unset: v.optional(v.array(v.picklist(['publicAccessBlock', 'ownership']))),
});
export type Bucket = v.InferOutput<typeof Bucket>;

/** Block Public Access of a whole account, in every region: there is one of each account, set or not. */
export const AccountBlock = v.strictObject({
  ...ResourceIdentity.entries,
  type: v.literal('AWS::S3::AccountPublicAccessBlock'),
  /** Null where it was never set, or was deleted: all four are off then. */
  publicAccessBlock: v.nullable(PublicAccessBlock),
});
export type AccountBlock = v.InferOutput<typeof AccountBlock>;

/** Every resource that a rule can judge, told apart by `type`. */
export const Resource = v.variant('type', [SecurityGroup, Bucket, AccountBlock]);
export type Resource = v.InferOutput<typeof Resource>;
export type ResourceOf<T extends ResourceType> = Extract<Resource, { type: T }>;
