import { errorText } from '../aws/classify-error.ts';
import type { Approvals, Context, Need } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { RecordedChange } from '../contract/recorded-change.ts';
import type { Resource, ResourceOf, ResourceType } from '../contract/resource.ts';

/** Where a resource lives, as ARNs and clients need it. */
export interface Where {
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/** Where a group's recorded changes and their approvals are read. */
export interface ChangeSources {
  /** All that is recorded of the group, in no order. Rejects where any of it cannot be read. */
  changesOf(where: Where, groupId: string): Promise<readonly RecordedChange[]>;
  /** Never rejects. */
  approvalsOf(groupId: string): Promise<Approvals>;
}

/** The failure of `count`. */
export function uncounted(what: string, { accountId, region }: Where, cause: unknown): Failure {
  return new Failure('READ_FAILED', `the ${what} of ${accountId}/${region} cannot be counted: ${errorText(cause)}`, {
    cause,
    ids: { accountId, region },
    transient: true,
  });
}

/** What a listing does with what it cannot read, unless told otherwise. */
export function rethrow(failure: Failure): never {
  throw failure;
}

/** Every id asked for is in exactly one of the three. */
export interface LiveRead<T extends ResourceType> {
  readonly found: ReadonlyMap<string, ResourceOf<T>>;
  readonly gone: ReadonlySet<string>;
  /** READ_FAILED, transient or not as AWS's error is. */
  readonly failed: ReadonlyMap<string, Failure>;
}

/** The live reads of one kind of resource in one account and region. */
export interface ResourceReader<T extends ResourceType = ResourceType> {
  /** As few calls as AWS allows; one unreadable resource does not fail the others. */
  read(ids: readonly string[]): Promise<LiveRead<T>>;
  /**
   * All of them, page by page. Rejects with the SDK's error when they cannot be listed. One that is listed and cannot be read
   * (READ_FAILED with its `resourceId`) goes to `unread` and the others follow; without it the listing ends with that failure.
   */
  list(unread?: (failure: Failure) => void): AsyncIterable<ResourceOf<T>>;
  /** How many there are. Rejects with READ_FAILED. */
  count(): Promise<number>;
  /**
   * What the verdicts on these resources need beyond them; what cannot be read is in it as unreadable, and so is what `needs` does
   * not name. Without `needs` it is for every rule.
   */
  contextOf(resources: readonly ResourceOf<T>[], needs?: readonly Need[]): Promise<Context>;
  /** How buckets of these names log, and those that they log to in their turn; absent of kinds that have no logs. Never rejects. */
  logChains?(names: readonly string[]): Promise<NonNullable<Context['loggingOf']>>;
  /** A resource taken from a configuration item, with what items lack and `needs` names read live. */
  complete(resource: ResourceOf<T>, needs: readonly Need[]): Promise<ResourceOf<T>>;
  /** Why, since this reader was made, `contextOf`, `logChains` and `complete` left out what another try may find; none is empty. */
  passing(): readonly string[];
}

/** The live reads of a kind that is only known at run time. */
export interface AnyReader {
  read(ids: readonly string[]): Promise<{
    readonly found: ReadonlyMap<string, Resource>;
    readonly gone: ReadonlySet<string>;
    readonly failed: ReadonlyMap<string, Failure>;
  }>;
  list(unread?: (failure: Failure) => void): AsyncIterable<Resource>;
  count(): Promise<number>;
  contextOf(resources: readonly Resource[], needs?: readonly Need[]): Promise<Context>;
  logChains?(names: readonly string[]): Promise<NonNullable<Context['loggingOf']>>;
}
