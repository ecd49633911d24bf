import type { AccountBlock, PublicAccessBlock } from '../../contract/resource.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { accountId, region } from './instructions.ts';

export const noneOn: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
export const allOn: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

export const accountIdentity: ResourceIdentity = {
  type: 'AWS::S3::AccountPublicAccessBlock',
  id: accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  accountId,
  region,
  tags: {},
};

/** The block of an account; null was never set. */
export function accountBlock(publicAccessBlock: PublicAccessBlock | null): AccountBlock {
  return { ...accountIdentity, type: 'AWS::S3::AccountPublicAccessBlock', publicAccessBlock };
}
