import {
  type DescribeSecurityGroupsRequest,
  type DescribeSecurityGroupsResult,
  type EC2Client,
  paginateDescribeSecurityGroups,
  type SecurityGroup as Ec2SecurityGroup,
} from '@aws-sdk/client-ec2';
import { classifyError, errorText } from '../aws/classify-error.ts';
import { endingPages } from '../aws/ending-pages.ts';
import { type Context, emptyContext, type PrefixListContents } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import { passingErrors } from './passing-errors.ts';
import { readPrefixLists } from './prefix-lists.ts';
import { type ChangeSources, type LiveRead, type ResourceReader, rethrow, uncounted, type Where } from './reader.ts';
import { readGroupChanges } from './group-changes.ts';
import { securityGroupFromEc2 } from './security-group-from-ec2.ts';

/** Most values that one filter takes (EC2 API, "Filtering": 200 per request). */
const idsPerCall = 200;

/** What is recorded of a group's changes is in the context only where `changes` says where to read it. */
export function createSecurityGroupReader(
  ec2: EC2Client,
  where: Where,
  changes?: ChangeSources,
): ResourceReader<'AWS::EC2::SecurityGroup'> {
  const prefixLists = new Map<string, PrefixListContents>();
  const passing = passingErrors();
  return {
    async read(ids) {
      const found = new Map<string, SecurityGroup>();
      const failed = new Map<string, Failure>();
      for (let start = 0; start < ids.length; start += idsPerCall) {
        const chunk = ids.slice(start, start + idsPerCall);
        await readChunk(ec2, where, chunk, found, failed);
      }
      const gone = new Set(ids.filter((id) => !found.has(id) && !failed.has(id)));
      return { found, failed, gone } satisfies LiveRead<'AWS::EC2::SecurityGroup'>;
    },
    async *list(unread = rethrow) {
      for await (const page of pages(ec2, {})) {
        for (const group of page.SecurityGroups ?? []) {
          // One that another account shares is that account's to judge.
          if ((group.OwnerId ?? where.accountId) !== where.accountId) continue;
          const read = understand(group, where);
          if (read instanceof Failure) unread(read);
          else yield read;
        }
      }
    },
    async count() {
      try {
        let groups = 0;
        for await (const page of pages(ec2, {})) {
          groups += page.SecurityGroups?.length ?? 0;
        }
        return groups;
      } catch (cause) {
        throw uncounted('security groups', where, cause);
      }
    },
    async contextOf(groups, needs = ['prefix-lists', 'recorded-changes']) {
      const context: Context = needs.includes('prefix-lists')
        ? { ...emptyContext, prefixLists: await readPrefixLists(ec2, groups, prefixLists, passing) }
        : emptyContext;
      if (changes === undefined || !needs.includes('recorded-changes')) return context;
      return { ...context, recordedChanges: await readGroupChanges(ec2, where, groups, changes) };
    },
    complete: (group) => Promise.resolve(group),
    passing: () => passing.reasons,
  };
}

/** EC2 lists none as an empty list. An answer without a list, such as a proxy's page, says of no group that it is gone. */
async function* pages(
  ec2: EC2Client,
  input: DescribeSecurityGroupsRequest,
): AsyncGenerator<DescribeSecurityGroupsResult> {
  const all = paginateDescribeSecurityGroups({ client: ec2, pageSize: 1000 }, input);
  for await (const page of endingPages(all, ({ NextToken }) => NextToken)) {
    if (page.SecurityGroups === undefined) {
      throw new Failure('READ_FAILED', 'EC2 answered without a list of security groups', { transient: true });
    }
    yield page;
  }
}

/** By filter and not by GroupIds: a deleted group is then missing from the answer instead of failing all the others. */
async function readChunk(
  ec2: EC2Client,
  where: Where,
  ids: readonly string[],
  found: Map<string, SecurityGroup>,
  failed: Map<string, Failure>,
): Promise<void> {
  const input = { Filters: [{ Name: 'group-id', Values: [...ids] }] };
  try {
    let nameless: Failure | undefined;
    for await (const page of pages(ec2, input)) {
      for (const group of page.SecurityGroups ?? []) {
        const read = understand(group, where);
        if (!(read instanceof Failure)) found.set(read.id, read);
        else if (group.GroupId !== undefined) failed.set(group.GroupId, read);
        else nameless = read;
      }
    }
    // It may be any of those that are missing, and none of those that were found.
    if (nameless !== undefined) throw nameless;
  } catch (cause) {
    for (const id of ids) if (!found.has(id) && !failed.has(id)) failed.set(id, unreadable(id, where, cause));
  }
}

function understand(group: Ec2SecurityGroup, where: Where): SecurityGroup | Failure {
  try {
    return securityGroupFromEc2(group, where);
  } catch (cause) {
    return unreadable(group.GroupId ?? '', where, cause);
  }
}

function unreadable(id: string, where: Where, cause: unknown): Failure {
  return new Failure('READ_FAILED', `security group ${id} cannot be read: ${errorText(cause)}`, {
    cause,
    ids: { resourceId: id, accountId: where.accountId, region: where.region },
    transient: cause instanceof Failure ? cause.transient : classifyError(cause) === 'transient',
  });
}
