import type { AccountBlock, PublicAccessBlock, ResourceIdentity } from '../../contract/resource.ts';
import { accountId, region } from './instructions.ts';

export { allOff as noneOn, allOn } from './buckets.ts';

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
