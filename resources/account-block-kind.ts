import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { accountBlockFromItem } from './account-block-from-item.ts';
import { createAccountBlockReader } from './account-block-reader.ts';
import { type ClientOptions, perRegion } from './client-cache.ts';
import type { Where } from './reader.ts';
import type { ResourceKind } from './resource-kind.ts';

export const s3ControlClientOf = perRegion(
  (region, options) => new S3ControlClient({ region, maxAttempts: 6, ...options }),
);

export const accountBlockKind = {
  resourceType: 'AWS::S3::AccountPublicAccessBlock',
  iamActions: ['s3:GetAccountPublicAccessBlock'],
  fromItem: accountBlockFromItem,
  createReader: (where: Where, options?: ClientOptions) =>
    createAccountBlockReader(s3ControlClientOf(where.region, options), where),
} satisfies ResourceKind<'AWS::S3::AccountPublicAccessBlock'>;
