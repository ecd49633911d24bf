import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import * as v from 'valibot';
import { errorText } from '../aws/classify-error.ts';
import { endingPages } from '../aws/ending-pages.ts';
import { Approval } from '../contract/approval.ts';
import type { Approvals } from '../contract/context.ts';
import { explainIssues } from '../contract/explain-issues.ts';

/** A bucket, and the account that it must belong to: else S3 answers nothing of it (S3 User Guide, "Verifying bucket ownership"). */
export interface ApprovalPlace {
  readonly bucket: string;
  readonly account: string;
}

const readsAtOnce = 8;

/**
 * All approvals of a group, `<group id>/<anything>.json`, read anew each time. One that cannot be read makes all of them so: it might
 * be the one that covers a change. Never rejects.
 */
export async function readApprovals(
  s3: S3Client,
  { bucket, account }: ApprovalPlace,
  groupId: string,
): Promise<Approvals> {
  const place = { Bucket: bucket, ExpectedBucketOwner: account };
  const keys: string[] = [];
  try {
    const pages = paginateListObjectsV2({ client: s3 }, { ...place, Prefix: `${groupId}/` });
    for await (const { Contents = [] } of endingPages(pages, ({ NextContinuationToken }) => NextContinuationToken)) {
      for (const { Key = '' } of Contents) if (Key.endsWith('.json')) keys.push(Key);
    }
  } catch (error) {
    return { kind: 'unreadable', reason: `the bucket ${bucket}: ${errorText(error)}` };
  }
  const read = await pMap(
    keys,
    async (Key): Promise<Approval | { readonly fault: string }> => {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ ...place, Key }));
        const parsed = v.safeParse(Approval, JSON.parse((await Body?.transformToString()) ?? ''));
        if (!parsed.success) return { fault: `${Key}: ${explainIssues(parsed.issues)}` };
        return parsed.output.groupId === groupId ? parsed.output : { fault: `${Key}: groupId is not ${groupId}` };
      } catch (error) {
        return { fault: `${Key}: ${errorText(error)}` };
      }
    },
    { concurrency: readsAtOnce },
  );
  const approvals: Approval[] = [];
  for (const one of read) {
    if ('fault' in one) return { kind: 'unreadable', reason: one.fault };
    approvals.push(one);
  }
  return { kind: 'read', bucket, account, approvals };
}
