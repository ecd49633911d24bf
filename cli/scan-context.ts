import type { Context, PrefixListContents } from '../contract/context.ts';
import type { ConfigurationItem } from '../resources/configuration-item.ts';
import { accountBlockFromItem } from '../resources/account-block-from-item.ts';
import { type ScanError, scanError } from './scan-input.ts';

export interface FileContexts {
  of(accountId: string): Context;
  readonly errors: readonly ScanError[];
}

/**
 * The context that a file's own items supply: prefix lists by id, the public access block of each account. A block that
 * cannot be read is an error and counts as unreadable: it must not pass for one that is off.
 */
export function contextsFrom(items: readonly ConfigurationItem[]): FileContexts {
  const prefixLists = new Map<string, PrefixListContents>();
  const blocks = new Map<string, Context['accountBlock']>();
  const errors: ScanError[] = [];
  for (const item of items) {
    if (item.configuration === null) continue;
    if (item.resourceType === 'AWS::EC2::PrefixList') prefixLists.set(item.resourceId, entriesOf(item));
    if (item.resourceType !== 'AWS::S3::AccountPublicAccessBlock') continue;
    try {
      blocks.set(item.accountId, accountBlockFromItem(item).publicAccessBlock);
    } catch (error) {
      const unread = scanError(error);
      errors.push(unread);
      blocks.set(item.accountId, { kind: 'unreadable', reason: unread.message });
    }
  }
  return { of: (accountId) => ({ prefixLists, accountBlock: blocks.get(accountId) ?? null }), errors };
}

/** Config records this type in CloudFormation's spelling (`Entries[].Cidr`); the EC2 API's own is taken as well. */
function entriesOf({ configuration }: ConfigurationItem): PrefixListContents {
  const entries = configuration?.['Entries'] ?? configuration?.['entries'];
  if (!Array.isArray(entries)) return { kind: 'unreadable', reason: 'its configuration item has no Entries' };
  const cidrs: string[] = [];
  for (const entry of entries as unknown[]) {
    const cidr = cidrOf(entry);
    if (cidr === undefined) return { kind: 'unreadable', reason: 'an entry of its configuration item has no Cidr' };
    cidrs.push(cidr);
  }
  return { kind: 'read', cidrs };
}

function cidrOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  if ('Cidr' in entry && typeof entry.Cidr === 'string') return entry.Cidr;
  if ('cidr' in entry && typeof entry.cidr === 'string') return entry.cidr;
  return undefined;
}
