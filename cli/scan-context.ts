import { isDeepStrictEqual } from 'node:util';
import type { Context, PrefixListContents } from '../contract/context.ts';
import type { Bucket } from '../contract/resource.ts';
import { type ConfigurationItem, isDeleted, isJudgeable } from '../resources/configuration-item.ts';
import { accountBlockFromItem } from '../resources/account-block-from-item.ts';
import { loggingFromItem } from '../resources/bucket-logging.ts';
import { type ScanError, scanError } from './scan-input.ts';
import { contextTypes } from './scanned-items.ts';

export interface FileContexts {
  of(accountId: string): Context;
  readonly errors: readonly ScanError[];
}

/**
 * The context that a file's own items supply, given the newest of each: prefix lists by id, the public access block of each
 * account. A block that was deleted, or is not recorded, is none; one that cannot be read is an error and counts as
 * unreadable: it must not pass for one that is off. A prefix list that is gone cannot be read. How a bucket logs its own item says.
 */
export function contextsFrom(items: readonly ConfigurationItem[]): FileContexts {
  const prefixLists = new Map<string, PrefixListContents>();
  const blocks = new Map<string, Context['accountBlock']>();
  const logging = new Map<string, Bucket['logging']>();
  const errors: ScanError[] = [];
  for (const item of items) {
    const { resourceType, resourceId, accountId } = item;
    if (resourceType === contextTypes.prefixList) {
      prefixLists.set(resourceId, agreed(prefixLists.get(resourceId), entriesOf(item)));
    } else if (resourceType === contextTypes.accountBlock) {
      blocks.set(accountId, agreed(blocks.get(accountId), blockOf(item, errors)));
    } else if (resourceType === 'AWS::S3::Bucket' && isJudgeable(item)) {
      logging.set(resourceId, loggingFromItem(item.supplementary['BucketLoggingConfiguration']));
    }
  }
  return {
    of: (accountId) => ({ prefixLists, accountBlock: blocks.get(accountId) ?? null, loggingOf: logging }),
    errors,
  };
}

/** Nothing says which of two is right that are equally new, so neither is where they differ. */
function agreed<T>(before: T | undefined, found: T): T | { kind: 'unreadable'; reason: string } {
  if (before === undefined || isDeepStrictEqual(before, found)) return found;
  return { kind: 'unreadable', reason: 'the newest items of it differ' };
}

function blockOf(item: ConfigurationItem, errors: ScanError[]): Context['accountBlock'] {
  if (!isJudgeable(item)) return null;
  try {
    return accountBlockFromItem(item).publicAccessBlock;
  } catch (error) {
    const unread = scanError(error);
    errors.push(unread);
    return { kind: 'unreadable', reason: unread.message };
  }
}

/** Config records this type in CloudFormation's spelling (`Entries[].Cidr`); the EC2 API's own is taken as well. */
function entriesOf(item: ConfigurationItem): PrefixListContents {
  const { status, configuration } = item;
  if (!isJudgeable(item)) {
    return { kind: 'unreadable', reason: isDeleted(status) ? 'deleted' : 'not recorded' };
  }
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
