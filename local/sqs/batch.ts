import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { queryCodes } from './errors.ts';

const maxEntries = 10;

/** A batch's entries, of which only the id is looked at before the batch as a whole is accepted. */
export const BatchEntries = v.array(v.looseObject({ Id: v.string() }));

/** What makes SQS refuse the whole batch, in its order. */
export function assertBatch(entries: readonly { Id: string }[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > maxEntries) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) {
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
}

/** Runs each entry by itself: what one of them throws as an AWS error is that entry's failure, and the call succeeds. */
export function runBatch<Entry extends { Id: string }>(
  entries: readonly Entry[],
  run: (entry: Entry) => object,
): { Successful: object[]; Failed: object[] } {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
      const { code, message, status } = error;
      Failed.push({ Id: entry.Id, Code: queryCodes[code] ?? code, Message: message, SenderFault: status < 500 });
    }
  }
  return { Successful, Failed };
}
