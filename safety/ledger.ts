import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { classifyError, errorCode, errorText } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { LedgerEntry } from '../contract/ledger-entry.ts';

/** Where entries are kept. Both writes are conditional, so that no entry is ever written over by another. */
export interface Ledger {
  /** Before the first mutating call. Rejects with SNAPSHOT_FAILED: then nothing may be changed. */
  open(entry: LedgerEntry): Promise<OpenEntry>;
  /** Rejects with READ_FAILED. */
  read(id: string): Promise<LedgerEntry>;
  /** Changes an entry that another function left open; refused, as SNAPSHOT_FAILED, where it changed meanwhile. */
  amend(id: string, change: (entry: LedgerEntry) => LedgerEntry): Promise<void>;
}

export interface OpenEntry {
  /** Completes the entry that was opened. Rejects with SNAPSHOT_FAILED; the open entry stays and shows as interrupted. */
  close(finished: LedgerEntry): Promise<void>;
}

/** `actions/2026/11/20/20261120T233800Z-0a1b2c3d.json`: by day, so that a listing can begin anywhere. */
export function ledgerKey(id: string): string {
  return `actions/${id.slice(0, 4)}/${id.slice(4, 6)}/${id.slice(6, 8)}/${id}.json`;
}

/** `20261120T233800Z-0a1b2c3d`, from a moment and eight random hex digits. */
export function ledgerId(now: Date, random: string): string {
  return `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${random}`;
}

export function createLedger(s3: Pick<S3Client, 'send'>, bucket: string): Ledger {
  const put = async (entry: LedgerEntry, condition: { IfNoneMatch: '*' } | { IfMatch: string }): Promise<string> => {
    try {
      const { ETag } = await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: ledgerKey(entry.id),
          Body: JSON.stringify(entry),
          ContentType: 'application/json',
          ...condition,
        }),
      );
      return ETag ?? '';
    } catch (cause) {
      throw new Failure('SNAPSHOT_FAILED', `ledger entry ${entry.id} cannot be written: ${errorText(cause)}`, {
        cause,
        ids: { bucket, entry: entry.id },
        // A refused condition is an id in use, or a first answer that was lost: the next attempt has another id.
        transient: classifyError(cause) === 'transient' || errorCode(cause) === 'PreconditionFailed',
      });
    }
  };
  const get = async (id: string): Promise<{ entry: LedgerEntry; etag: string }> => {
    const unreadable = (why: string, cause?: unknown): Failure =>
      new Failure('READ_FAILED', `ledger entry ${id} cannot be read: ${why}`, {
        cause,
        ids: { bucket, entry: id },
        transient: classifyError(cause) === 'transient',
      });
    let data: unknown;
    let etag: string;
    try {
      const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: ledgerKey(id) }));
      data = JSON.parse((await Body?.transformToString()) ?? '');
      etag = ETag;
    } catch (cause) {
      throw unreadable(errorText(cause), cause);
    }
    const parsed = v.safeParse(LedgerEntry, data);
    if (!parsed.success) throw unreadable(explainIssues(parsed.issues));
    return { entry: parsed.output, etag };
  };
  return {
    async open(entry) {
      const etag = await put(entry, { IfNoneMatch: '*' });
      return {
        async close(finished) {
          await put(finished, { IfMatch: etag });
        },
      };
    },
    read: async (id) => (await get(id)).entry,
    async amend(id, change) {
      const { entry, etag } = await get(id);
      await put(change(entry), { IfMatch: etag });
    },
  };
}
