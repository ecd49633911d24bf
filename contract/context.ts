import type { Approval } from './approval.ts';
import type { RecordedChange } from './recorded-change.ts';
import type { Bucket, GroupRule, PublicAccessBlock } from './resource.ts';

/** A managed prefix list's entries, or why they could not be read. */
export type PrefixListContents = { kind: 'read'; cidrs: readonly string[] } | { kind: 'unreadable'; reason: string };

/** A rule of a group by the id that EC2 knows it by. */
export interface LiveRule {
  readonly id: string;
  readonly rule: GroupRule;
}

/** The approvals of a group's changes, and where they were read; `none` where the deployment has no bucket of them. */
export type Approvals =
  | { kind: 'none' }
  | { kind: 'read'; bucket: string; account: string; approvals: readonly Approval[] }
  | { kind: 'unreadable'; reason: string };

/** What is recorded of a group's changes, and the ids of its live rules; none where nothing is recorded that could be about one. */
export type GroupChanges =
  | { kind: 'read'; rules: readonly LiveRule[]; changes: readonly RecordedChange[]; approvals: Approvals }
  | { kind: 'unreadable'; reason: string };

/**
 * What a verdict needs beyond the resource itself, read before the pure core is called. A prefix list that is missing here
 * counts as unreadable, and so does a group's history of changes; `accountBlock` null means that the account never set it (all four off), `unreadable` that it could
 * not be read.
 */
export interface Context {
  readonly prefixLists: ReadonlyMap<string, PrefixListContents>;
  readonly accountBlock: PublicAccessBlock | null | { kind: 'unreadable'; reason: string };
  /**
   * How the buckets log that access logs are to go to, and those that they log to in their turn, by name; one that is missing here was not
   * asked for. `gone`: there is no such bucket in the account.
   */
  readonly loggingOf?: ReadonlyMap<string, Bucket['logging'] | { kind: 'gone' }>;
  /** By group id. */
  readonly recordedChanges?: ReadonlyMap<string, GroupChanges>;
}

/**
 * What a verdict may need and AWS Config's item of the resource lacks. It is read live, by the rules that declare it and by nobody
 * else: the account's Block Public Access; the contents of prefix lists; what is recorded of a group's changes; object ownership, always, or only
 * where the ACL grants something to a group.
 */
export type Need = 'account-block' | 'prefix-lists' | 'recorded-changes' | 'ownership' | 'ownership-if-group-granted';

export const emptyContext: Context = { prefixLists: new Map(), accountBlock: null };
