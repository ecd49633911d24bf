import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { endingPages } from '../aws/ending-pages.ts';
import { recordedChangesFolder } from '../contract/recorded-change.ts';
import type { ChangeSources, Where } from '../resources/reader.ts';

/**
 * The same sources, asked only for groups that anything is recorded of: which these are is listed once for an account and region, instead
 * of once for each of its thousands of groups. Where that cannot be listed, every group is asked for.
 */
export function ofRecordedGroups(sources: ChangeSources, s3: S3Client, bucket: string): ChangeSources {
  const known = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  return {
    approvalsOf: (groupId) => sources.approvalsOf(groupId),
    async changesOf(where, groupId) {
      const prefix = `${recordedChangesFolder}${where.accountId}/${where.region}/`;
      const listing = known.get(prefix) ?? groupsWithRecords(s3, bucket, prefix).catch(() => undefined);
      known.set(prefix, listing);
      const groups = await listing;
      return groups === undefined || groups.has(groupId) ? sources.changesOf(where satisfies Where, groupId) : [];
    },
  };
}

async function groupsWithRecords(client: S3Client, Bucket: string, Prefix: string): Promise<ReadonlySet<string>> {
  const groups = new Set<string>();
  const pages = paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' });
  for await (const page of endingPages(pages, ({ NextContinuationToken }) => NextContinuationToken)) {
    for (const folder of page.CommonPrefixes ?? []) groups.add((folder.Prefix ?? '').slice(Prefix.length, -1));
  }
  return groups;
}
