import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { LedgerEntry } from '../../../contract/ledger-entry.ts';
import type { Pipeline } from './pipeline.ts';

/** Every version of every ledger entry that has an action on the resource: the oldest first, entries and versions. */
export async function ledgerOf({ account, deployment }: Pipeline, resourceId: string): Promise<LedgerEntry[][]> {
  const s3 = new S3Client(account.clientConfig());
  const Bucket = deployment.ledgerBucket;
  const entries = new Map<string, LedgerEntry[]>();
  const { Versions = [], IsTruncated } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'actions/' }));
  if (IsTruncated === true) throw new RangeError('more versions than a test should make');
  // Newest first within a key (S3 API, ListObjectVersions).
  for (const { Key = '', VersionId } of Versions.toReversed()) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    const entry = v.parse(LedgerEntry, JSON.parse((await Body?.transformToString()) ?? ''));
    entries.set(Key, [...(entries.get(Key) ?? []), entry]);
  }
  return [...entries.values()]
    .toSorted(([one], [other]) => Date.parse(one?.startedAt ?? '') - Date.parse(other?.startedAt ?? ''))
    .filter(([first]) => first?.actions.some(({ resource }) => resource.id === resourceId));
}
