import type { Tagged } from './region.ts';

export interface PrefixListEntry {
  readonly cidr: string;
  readonly description: string | undefined;
}

export interface PrefixList extends Tagged {
  name: string;
  readonly family: 'IPv4' | 'IPv6';
  /** The account, or `AWS`. */
  readonly ownerId: string;
  /** Undefined for a list of AWS's own. */
  maxEntries: number | undefined;
  /** As how many rules of its family a rule that names it counts: its maximum of entries, or the weight AWS gave it. */
  weight: number;
  version: number;
  /** Entries by version; a new version copies, so that an old one can still be read. */
  readonly versions: Map<number, readonly PrefixListEntry[]>;
  state: 'create-complete' | 'modify-complete' | 'delete-failed';
  stateMessage: string | undefined;
}

export function currentEntries(list: PrefixList): readonly PrefixListEntry[] {
  return list.versions.get(list.version) ?? [];
}
