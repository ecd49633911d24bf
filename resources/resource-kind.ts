import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import type { ClientOptions } from './client-cache.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import type { ChangeSources, ResourceReader, Where } from './reader.ts';

/** One kind of resource: how it comes out of a configuration item, and how it is read live. */
export interface ResourceKind<T extends ResourceType = ResourceType> {
  readonly resourceType: T;
  /** IAM actions of `createReader`'s reads. */
  readonly iamActions: readonly string[];
  /** Pure. Throws ITEM_UNREADABLE naming resource and field. */
  fromItem(item: ConfigurationItem): ResourceOf<T>;
  /**
   * With the process's own credentials, unless `options` says otherwise. Without `changes`, what is recorded of changes is unreadable.
   */
  createReader(where: Where, options?: ClientOptions, changes?: ChangeSources): ResourceReader<T>;
}
