import type { EC2Client } from '@aws-sdk/client-ec2';
import pMap from 'p-map';
import { errorText } from '../aws/classify-error.ts';
import type { GroupChanges } from '../contract/context.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import type { ChangeSources, Where } from './reader.ts';
import { readLiveRules } from './security-group-rule.ts';

const groupsAtOnce = 8;
const nothingRecorded: GroupChanges = { kind: 'read', rules: [], changes: [], approvals: { kind: 'none' } };

/**
 * What is recorded of each group's changes, joined with its live rules by their ids. Of a group with no record nothing else is read.
 * Never rejects: see `unreadable`.
 */
export async function readGroupChanges(
  ec2: EC2Client,
  where: Where,
  groups: readonly SecurityGroup[],
  sources: ChangeSources,
): Promise<ReadonlyMap<string, GroupChanges>> {
  const read = await pMap(groups, async ({ id }) => [id, await readOne(ec2, where, id, sources)] as const, {
    concurrency: groupsAtOnce,
  });
  return new Map(read);
}

async function readOne(ec2: EC2Client, where: Where, id: string, sources: ChangeSources): Promise<GroupChanges> {
  try {
    const changes = await sources.changesOf(where, id);
    if (changes.length === 0) return nothingRecorded;
    const [rules, approvals] = await Promise.all([readLiveRules(ec2, [id]), sources.approvalsOf(id)]);
    return { kind: 'read', rules: rules.get(id) ?? [], changes, approvals };
  } catch (error) {
    return { kind: 'unreadable', reason: errorText(error) };
  }
}
