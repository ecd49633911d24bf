import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { accountBlockFromItem } from './account-block-from-item.ts';
import { createAccountBlockReader } from './account-block-reader.ts';
import { perRegion } from './client-cache.ts';
import type { ResourceKind } from './resource-kind.ts';

export const s3ControlClientOf = perRegion((region) => new S3ControlClient({ region, maxAttempts: 6 }));

export const accountBlockKind = {
  resourceType: 'AWS::S3::AccountPublicAccessBlock',
  iamActions: ['s3:GetAccountPublicAccessBlock'],
  fromItem: accountBlockFromItem,
  createReader: (where) => createAccountBlockReader(s3ControlClientOf(where.region), where),
} satisfies ResourceKind<'AWS::S3::AccountPublicAccessBlock'>;
