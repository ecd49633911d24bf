import type { Context, Need } from '../contract/context.ts';
import type { Failure } from '../contract/failure.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import { accountBlockKind } from '../resources/account-block-kind.ts';
import { bucketKind } from '../resources/bucket-kind.ts';
import type { ChangeSources, Where } from '../resources/reader.ts';
import { securityGroupKind } from '../resources/security-group-kind.ts';

/** What the fast path reads of a kind that is only known at run time. See ResourceReader. */
export interface LiveReader {
  read(ids: readonly string[]): Promise<{
    readonly found: ReadonlyMap<string, Resource>;
    readonly failed: ReadonlyMap<string, Failure>;
  }>;
  contextOf(resources: readonly Resource[], needs?: readonly Need[]): Promise<Context>;
  logChains?(names: readonly string[]): Promise<NonNullable<Context['loggingOf']>>;
}

interface LiveKind {
  readonly iamActions: readonly string[];
  createReader(where: Where, options: undefined, changes?: ChangeSources): LiveReader;
}

const kinds: Readonly<Record<ResourceType, LiveKind>> = {
  'AWS::EC2::SecurityGroup': securityGroupKind,
  'AWS::S3::Bucket': bucketKind,
  'AWS::S3::AccountPublicAccessBlock': accountBlockKind,
};

export function liveReader(type: ResourceType, where: Where, changes?: ChangeSources): LiveReader {
  return kinds[type].createReader(where, undefined, changes);
}

/** Of listings, which a call about one resource needs none of. */
const listing: readonly string[] = ['s3:ListAllMyBuckets'];

/** IAM actions of all these reads. */
export const liveActions: readonly string[] = [
  ...new Set(Object.values(kinds).flatMap(({ iamActions }) => iamActions)),
].filter((action) => !listing.includes(action));
