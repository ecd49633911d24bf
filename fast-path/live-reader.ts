import type { Context, Need } from '../contract/context.ts';
import type { Failure } from '../contract/failure.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import { kinds } from '../resources/kinds.ts';
import type { ChangeSources, Where } from '../resources/reader.ts';

/** What the fast path reads of a kind that is only known at run time. See ResourceReader. */
export interface LiveReader {
  read(ids: readonly string[]): Promise<{
    readonly found: ReadonlyMap<string, Resource>;
    readonly failed: ReadonlyMap<string, Failure>;
  }>;
  contextOf(resources: readonly Resource[], needs?: readonly Need[]): Promise<Context>;
  logChains?(names: readonly string[]): Promise<NonNullable<Context['loggingOf']>>;
}

export function liveReader(
  type: ResourceType,
  where: Where,
  options?: ClientOptions,
  changes?: ChangeSources,
): LiveReader {
  return kinds[type].createReader(where, options, changes);
}

/** Of listings, which a call about one resource needs none of. */
const listing: readonly string[] = ['s3:ListAllMyBuckets'];

/** IAM actions of all these reads. */
export const liveActions: readonly string[] = [
  ...new Set(Object.values(kinds).flatMap(({ iamActions }) => iamActions)),
].filter((action) => !listing.includes(action));
