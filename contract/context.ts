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

export const emptyContext: Context = { prefixLists: new Map(), accountBlock: null };
