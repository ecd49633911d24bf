import type { S3Client } from '@aws-sdk/client-s3';
import type { Accounts } from '../accounts/accounts.ts';
import { accountsKey, accountsReader } from '../accounts/read-accounts.ts';
import { errorCode } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import { explainLedgerError } from './ledger-error.ts';

/**
 * Who is a member, by the ledger bucket of the deployment. Rejects with USAGE where the bucket does not say, with READ_FAILED where it cannot
 * be read, and with ACCOUNTS_UNREADABLE where it says something that nobody understands.
 */
export async function membersOf(s3: Pick<S3Client, 'send'>, bucket: string): Promise<Accounts> {
  try {
    return await accountsReader(s3, bucket)();
  } catch (error) {
    const cause = error instanceof Failure ? error.cause : error;
    if (cause === undefined || cause instanceof SyntaxError) throw error;
    if (errorCode(cause) === 'NoSuchKey') {
      const how =
        'give --bucket the stack’s output ledger_bucket, of a stack that was applied since there are several accounts';
      throw new Failure('USAGE', `${bucket} has no ${accountsKey}: ${how}`, { cause: error });
    }
    throw explainLedgerError(cause, bucket);
  }
}

/** The same for who shows something and can do without: undefined, and why in a sentence, where they are not known. */
export async function knownMembers(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
): Promise<{ readonly members?: Accounts; readonly note?: string }> {
  try {
    return { members: await membersOf(s3, bucket) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { note: `Which accounts are members is not known, so accounts have no names here: ${why}.` };
  }
}

/** What people call an account, where that is not its id. */
export function accountName(members: Accounts | undefined, accountId: string): string | undefined {
  const name = members?.accounts.find(({ id }) => id === accountId)?.name;
  return name === accountId ? undefined : name;
}
