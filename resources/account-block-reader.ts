import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import { classifyError, errorText } from '../aws/classify-error.ts';
import { emptyContext } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { AccountBlock } from '../contract/resource.ts';
import { fetchAccountBlock } from './account-block.ts';
import { type LiveRead, type ResourceReader, rethrow, type Where } from './reader.ts';

/**
 * Reads the one block of the account. It is never gone: an account that has not set it is found with nothing set, so that a sweep
 * judges it, while AWS Config has no item of it.
 */
export function createAccountBlockReader(
  s3Control: S3ControlClient,
  where: Where,
): ResourceReader<'AWS::S3::AccountPublicAccessBlock'> {
  const { accountId, region, partition } = where;

  async function read(ids: readonly string[]): Promise<LiveRead<'AWS::S3::AccountPublicAccessBlock'>> {
    const found = new Map<string, AccountBlock>();
    const failed = new Map<string, Failure>();
    for (const id of ids) {
      if (id !== accountId) failed.set(id, unreadable(id, where, `it is not of account ${accountId}`));
    }
    if (ids.includes(accountId)) {
      try {
        found.set(accountId, {
          type: 'AWS::S3::AccountPublicAccessBlock',
          id: accountId,
          arn: `arn:${partition}:iam::${accountId}:root`,
          accountId,
          region,
          tags: {},
          publicAccessBlock: await fetchAccountBlock(s3Control, accountId),
        });
      } catch (cause) {
        failed.set(accountId, unreadable(accountId, where, errorText(cause), cause));
      }
    }
    return { found, gone: new Set(), failed };
  }

  return {
    read,
    async *list(unread = rethrow) {
      const { found, failed } = await read([accountId]);
      for (const failure of failed.values()) unread(failure);
      yield* found.values();
    },
    count: () => Promise.resolve(1),
    contextOf: () => Promise.resolve(emptyContext),
    complete: (block) => Promise.resolve(block),
    passing: () => [],
  };
}

function unreadable(id: string, { accountId, region }: Where, reason: string, cause?: unknown): Failure {
  return new Failure('READ_FAILED', `account public access block ${id} cannot be read: ${reason}`, {
    cause,
    ids: { resourceId: id, accountId, region },
    transient: classifyError(cause) === 'transient',
  });
}
