import type { Resource, ResourceType } from '../contract/resource.ts';
import { accountBlockFromItem } from './account-block-from-item.ts';
import { bucketFromItem } from './bucket-from-item.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { securityGroupFromItem } from './security-group-from-item.ts';

const readers: Readonly<Record<ResourceType, (item: ConfigurationItem) => Resource>> = {
  'AWS::EC2::SecurityGroup': securityGroupFromItem,
  'AWS::S3::Bucket': bucketFromItem,
  'AWS::S3::AccountPublicAccessBlock': accountBlockFromItem,
};

/** A resource of whichever type the item is; undefined for a type that no rule judges. Throws ITEM_UNREADABLE. */
export function fromItem(item: ConfigurationItem): Resource | undefined {
  for (const [type, read] of Object.entries(readers)) if (type === item.resourceType) return read(item);
  return undefined;
}
