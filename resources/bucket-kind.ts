import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { bucketFromItem } from './bucket-from-item.ts';
import { createBucketReader } from './bucket-reader.ts';
import { type ClientOptions, perRegion } from './client-cache.ts';
import type { Where } from './reader.ts';
import type { ResourceKind } from './resource-kind.ts';

export const s3ClientOf = perRegion((region, options) => new S3Client({ region, maxAttempts: 6, ...options }));
const s3ControlClientOf = perRegion((region, options) => new S3ControlClient({ region, maxAttempts: 6, ...options }));

export const bucketKind = {
  resourceType: 'AWS::S3::Bucket',
  iamActions: [
    's3:ListAllMyBuckets',
    's3:GetBucketAcl',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketOwnershipControls',
    's3:GetEncryptionConfiguration',
    's3:GetBucketVersioning',
    's3:GetBucketLogging',
    's3:GetBucketWebsite',
    's3:GetBucketTagging',
    's3:GetAccountPublicAccessBlock',
  ],
  fromItem: bucketFromItem,
  createReader: (where: Where, options?: ClientOptions) =>
    createBucketReader(s3ClientOf(where.region, options), s3ControlClientOf(where.region, options), where),
} satisfies ResourceKind<'AWS::S3::Bucket'>;
