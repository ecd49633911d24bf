import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { block, flag, resourceType } from '../resource-type.ts';

export const s3Bucket = resourceType({
  arguments: { bucket: v.string() },
  identity: ['bucket'],
  async put({ bucket: Bucket }, { clients: { s3 }, region, partition }, id) {
    if (id === undefined) {
      const LocationConstraint = region as BucketLocationConstraint;
      const where = region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
      await s3.send(new CreateBucketCommand({ Bucket, ...where }));
    }
    return { id: Bucket, arn: `arn:${partition}:s3:::${Bucket}`, region };
  },
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new DeleteBucketCommand({ Bucket }));
  },
});

export const s3Object = resourceType({
  arguments: { bucket: v.string(), key: v.string(), content: v.string(), content_type: v.optional(v.string()) },
  identity: ['bucket', 'key'],
  async put({ bucket: Bucket, key: Key, content: Body, content_type: ContentType }, { clients: { s3 } }) {
    const { ETag = '' } = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }));
    return { id: `${Bucket}/${Key}`, etag: ETag.replaceAll('"', '') };
  },
  async remove({ bucket: Bucket, key: Key }, { clients: { s3 } }) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  },
});

export const s3BucketVersioning = resourceType({
  arguments: {
    bucket: v.string(),
    versioning_configuration: block(v.object({ status: v.picklist(['Enabled', 'Suspended']) })),
  },
  identity: ['bucket'],
  async put({ bucket: Bucket, versioning_configuration: { status: Status } }, { clients: { s3 } }) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    return { id: Bucket };
  },
  /** Versioning can be suspended, and never be taken back. */
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
  },
});

export const s3BucketPublicAccessBlock = resourceType({
  arguments: {
    bucket: v.string(),
    block_public_acls: v.optional(flag, false),
    block_public_policy: v.optional(flag, false),
    ignore_public_acls: v.optional(flag, false),
    restrict_public_buckets: v.optional(flag, false),
  },
  identity: ['bucket'],
  async put(given, { clients: { s3 } }) {
    const PublicAccessBlockConfiguration = {
      BlockPublicAcls: given.block_public_acls,
      BlockPublicPolicy: given.block_public_policy,
      IgnorePublicAcls: given.ignore_public_acls,
      RestrictPublicBuckets: given.restrict_public_buckets,
    };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket: given.bucket, PublicAccessBlockConfiguration }));
    return { id: given.bucket };
  },
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  },
});

export const s3BucketEncryption = resourceType({
  arguments: {
    bucket: v.string(),
    rule: block(
      v.strictObject({
        apply_server_side_encryption_by_default: block(
          v.strictObject({
            sse_algorithm: v.picklist(['AES256', 'aws:kms', 'aws:kms:dsse']),
            kms_master_key_id: v.optional(v.string()),
          }),
        ),
        bucket_key_enabled: v.optional(flag),
      }),
    ),
  },
  identity: ['bucket'],
  async put({ bucket: Bucket, rule }, { clients: { s3 } }) {
    const { sse_algorithm: SSEAlgorithm, kms_master_key_id: key } = rule.apply_server_side_encryption_by_default;
    const byDefault = { SSEAlgorithm, ...(key === undefined ? {} : { KMSMasterKeyID: key }) };
    const bucketKey = rule.bucket_key_enabled === undefined ? {} : { BucketKeyEnabled: rule.bucket_key_enabled };
    const Rules = [{ ApplyServerSideEncryptionByDefault: byDefault, ...bucketKey }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    return { id: Bucket };
  },
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
  },
});

export const s3BucketPolicy = resourceType({
  arguments: { bucket: v.string(), policy: v.string() },
  identity: ['bucket'],
  async put({ bucket: Bucket, policy: Policy }, { clients: { s3 } }) {
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    return { id: Bucket };
  },
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  },
});

export const s3BucketOwnership = resourceType({
  arguments: {
    bucket: v.string(),
    rule: block(
      v.strictObject({
        object_ownership: v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
      }),
    ),
  },
  identity: ['bucket'],
  async put({ bucket: Bucket, rule }, { clients: { s3 } }) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: rule.object_ownership }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    return { id: Bucket };
  },
  async remove({ bucket: Bucket }, { clients: { s3 } }) {
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
  },
});
