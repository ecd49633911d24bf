import type { ResourceType } from '../contract/resource.ts';
import { accountBlockKind } from './account-block-kind.ts';
import { bucketKind } from './bucket-kind.ts';
import type { ClientOptions } from './client-cache.ts';
import type { AnyReader, ChangeSources, Where } from './reader.ts';
import { securityGroupKind } from './security-group-kind.ts';

/** A kind of resource that is only known at run time. See ResourceKind. */
export interface AnyKind {
  readonly iamActions: readonly string[];
  createReader(where: Where, options?: ClientOptions, changes?: ChangeSources): AnyReader;
}

/** Every kind of resource there is: one line each. For whoever reads several; a Lambda of one kind imports that kind alone. */
export const kinds: Readonly<Record<ResourceType, AnyKind>> = {
  'AWS::EC2::SecurityGroup': securityGroupKind,
  'AWS::S3::Bucket': bucketKind,
  'AWS::S3::AccountPublicAccessBlock': accountBlockKind,
};
