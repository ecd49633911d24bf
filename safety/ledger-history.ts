import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import * as v from 'valibot';
import { errorText } from '../aws/classify-error.ts';
import { listedObjects } from '../aws/listed-objects.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { LedgerEntry } from '../contract/ledger-entry.ts';

/** Entries begun from `since` on and before `until`. */
export interface LedgerSpan {
  readonly since: Date;
  readonly until: Date;
}

/** An object in the place of an entry that cannot be read, or is none. */
export interface UnreadableEntry {
  readonly key: string;
  readonly reason: string;
}

export interface LedgerHistory {
  /** The newest first. */
  readonly entries: readonly LedgerEntry[];
  readonly unreadable: readonly UnreadableEntry[];
}

const dayMs = 24 * 60 * 60 * 1000;
const readsAtOnce = 16;

/**
 * Lists day by day and reads what was begun within the span. One entry that is unreadable hides no other. Rejects with the SDK's
 * error, or READ_FAILED, where the ledger cannot be listed.
 */
export async function readHistory(s3: S3Client, bucket: string, span: LedgerSpan): Promise<LedgerHistory> {
  const keys: string[] = [];
  for (const day of daysOf(span)) {
    const Prefix = `actions/${day.replaceAll('-', '/')}/`;
    for await (const { Contents = [] } of listedObjects(s3, { Bucket: bucket, Prefix })) {
      keys.push(...Contents.flatMap(({ Key = '' }) => (isWithin(Key, span) ? Key : [])));
    }
  }
  keys.sort().reverse();
  const read = await pMap(keys, (key) => readEntry(s3, bucket, key), { concurrency: readsAtOnce });
  return {
    entries: read
      .flatMap((one) => ('entry' in one ? one.entry : []))
      .toSorted((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt)),
    unreadable: read.flatMap((one) => ('entry' in one ? [] : one)),
  };
}

/** `2026-11-20` for each UTC day that the span touches. */
function daysOf({ since, until }: LedgerSpan): string[] {
  const first = Math.floor(since.getTime() / dayMs);
  const days = Math.max(0, Math.ceil(until.getTime() / dayMs) - first);
  return Array.from({ length: days }, (_, at) => new Date((first + at) * dayMs).toISOString().slice(0, 10));
}

/** By the moment in the key, to the second. What has no moment there is not left out, so that it is told as unreadable. */
function isWithin(key: string, { since, until }: LedgerSpan): boolean {
  const [, year, month, day, hour, minute, second] = /\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[^/]*$/.exec(key) ?? [];
  if (second === undefined) return true;
  const begun = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(begun) || (begun + 999 >= since.getTime() && begun < until.getTime());
}

async function readEntry(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<{ readonly entry: LedgerEntry } | UnreadableEntry> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const parsed = v.safeParse(LedgerEntry, JSON.parse((await Body?.transformToString()) ?? ''));
    if (!parsed.success) return { key, reason: explainIssues(parsed.issues) };
    const { output } = parsed;
    return key.endsWith(`/${output.id}.json`) ? { entry: output } : { key, reason: `it is entry ${output.id}` };
  } catch (error) {
    return { key, reason: error instanceof SyntaxError ? 'it is not JSON' : errorText(error) };
  }
}
