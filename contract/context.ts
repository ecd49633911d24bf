import type { PublicAccessBlock } from './resource.ts';

/** A managed prefix list's entries, or why they could not be read. */
export type PrefixListContents = { kind: 'read'; cidrs: readonly string[] } | { kind: 'unreadable'; reason: string };

/**
 * What a verdict needs beyond the resource itself, read before the pure core is called. A prefix list that is missing here
 * counts as unreadable; `accountBlock` null means that the account never set it (all four off), `unreadable` that it could
 * not be read.
 */
export interface Context {
  readonly prefixLists: ReadonlyMap<string, PrefixListContents>;
  readonly accountBlock: PublicAccessBlock | null | { kind: 'unreadable'; reason: string };
}

/**
 * What a verdict may need and AWS Config's item of the resource lacks. It is read live, by the rules that declare it and by nobody
 * else: the account's Block Public Access; the contents of prefix lists; object ownership, always, or only where the ACL grants something to a group.
 */
export type Need = 'account-block' | 'prefix-lists' | 'ownership' | 'ownership-if-group-granted';

export const emptyContext: Context = { prefixLists: new Map(), accountBlock: null };
