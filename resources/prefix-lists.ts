import { type EC2Client, paginateGetManagedPrefixListEntries } from '@aws-sdk/client-ec2';
import { errorText } from '../aws/classify-error.ts';
import { endingPages } from '../aws/ending-pages.ts';
import type { PrefixListContents } from '../contract/context.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import { type PassingErrors, passingErrors } from './passing-errors.ts';

/**
 * The contents of every prefix list that the groups refer to. `known` keeps each list for the reader's life, so that a sweep
 * reads it once. Never rejects: see `unreadable`, and `passing` for what another try may read.
 */
export async function readPrefixLists(
  ec2: EC2Client,
  groups: readonly SecurityGroup[],
  known: Map<string, PrefixListContents>,
  passing: PassingErrors = passingErrors(),
): Promise<ReadonlyMap<string, PrefixListContents>> {
  for (const { rules } of groups) {
    for (const { source } of rules) {
      if (source.kind !== 'prefix-list' || known.has(source.id)) continue;
      known.set(source.id, await readOne(ec2, source.id, passing));
    }
  }
  return known;
}

async function readOne(ec2: EC2Client, id: string, passing: PassingErrors): Promise<PrefixListContents> {
  const cidrs: string[] = [];
  try {
    const pages = paginateGetManagedPrefixListEntries({ client: ec2, pageSize: 100 }, { PrefixListId: id });
    for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
      for (const { Cidr } of page.Entries ?? []) if (Cidr !== undefined) cidrs.push(Cidr);
    }
    return { kind: 'read', cidrs };
  } catch (error) {
    passing.note(error);
    return { kind: 'unreadable', reason: errorText(error) };
  }
}
