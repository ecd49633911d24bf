import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { errorText } from '../aws/classify-error.ts';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { Accounts } from './accounts.ts';
import type { Place } from './membership.ts';

/** Its key in the ledger bucket. */
export const accountsKey = 'accounts.json';

/** Reads who is a member now. Rejects with ACCOUNTS_UNREADABLE: without it nothing is judged or mended in any account. */
export type AccountsReader = () => Promise<Accounts>;

export function accountsReader(s3: Pick<S3Client, 'send'>, bucket: string): AccountsReader {
  return async () => {
    const unreadable = (why: string, cause?: unknown): Failure =>
      new Failure(
        'ACCOUNTS_UNREADABLE',
        `the accounts in ${accountsKey} cannot be read, so nothing is changed: ${why}`,
        {
          cause,
          ids: { bucket, key: accountsKey },
          transient: true,
        },
      );
    let data: unknown;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: accountsKey }));
      data = JSON.parse((await Body?.transformToString()) ?? '');
    } catch (cause) {
      throw unreadable(errorText(cause), cause);
    }
    const parsed = v.safeParse(Accounts, data);
    if (!parsed.success) throw unreadable(explainIssues(parsed.issues));
    return parsed.output;
  };
}

/** The same, and none but the list of this hub: another's says nothing of who is ours. */
export function accountsOfHub({ accountId, region }: Place, read: AccountsReader): AccountsReader {
  return async () => {
    const accounts = await read();
    const { hub } = accounts;
    if (hub.accountId === accountId && hub.region === region) return accounts;
    const message = `${accountsKey} is the list of the hub in ${hub.accountId}/${hub.region}, and this one is in ${accountId}/${region}: nothing is changed`;
    throw new Failure('ACCOUNTS_UNREADABLE', message, { ids: { key: accountsKey }, transient: true });
  };
}

/** The same for a while. What could not be read is asked for again at once. Not for what is about to change something. */
export function accountsFor(ms: number, read: AccountsReader, now: () => number = Date.now): AccountsReader {
  let last: { readonly at: number; readonly accounts: Accounts } | undefined;
  return async () => {
    if (last !== undefined && now() - last.at < ms) return last.accounts;
    const at = now();
    last = { at, accounts: await read() };
    return last.accounts;
  };
}
