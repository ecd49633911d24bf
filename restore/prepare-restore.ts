import { Failure } from '../contract/failure.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import { partitionOf } from '../resources/partition.ts';
import type { AnyReader, Where } from '../resources/reader.ts';
import { baseState } from './base-state.ts';
import { type FindDeps, findMend, type FoundMend, leftBy } from './find-action.ts';
import { changesMade } from './made-change.ts';
import { planRestore } from './plan-restore.ts';
import { type ExemptPart, partsToExempt } from './restore-exemptions.ts';
import type { RestorePlan } from './restore-plan.ts';

/** Who restores, by AWS's word. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

export interface PrepareDeps extends FindDeps {
  readonly caller: Caller;
  readerOf(type: ResourceType, where: Where): Pick<AnyReader, 'read'>;
  /** Whether it is recorded who changes groups there; where that is not known, as if it were. Absent: it is not. */
  changesAreRecorded?(place: Pick<Resource, 'accountId' | 'region'>): Promise<boolean>;
}

/** A restore that is ready to be shown, and to be carried out. */
export interface PreparedRestore {
  readonly mend: FoundMend;
  readonly live: Resource;
  readonly restore: RestorePlan;
  readonly exempt: readonly ExemptPart[];
}

/**
 * Reads the mend and the live resource, and plans. Changes nothing. Rejects with USAGE, READ_FAILED, or RESTORE_REFUSED where the
 * resource is gone or belongs to another account than the caller.
 */
export async function prepareRestore(actionId: string, deps: PrepareDeps): Promise<PreparedRestore> {
  const mend = await findMend(actionId, deps);
  const { accountId, id } = mend.first.resource;
  if (accountId !== deps.caller.accountId) {
    const message = `${id} is in account ${accountId}, the credentials are for ${deps.caller.accountId}: use those of ${accountId}`;
    throw new Failure('RESTORE_REFUSED', message, { ids: { resourceId: id, accountId } });
  }
  return planAgain(mend, deps);
}

/** The same with the resource as it is now. */
export async function planAgain(mend: FoundMend, deps: PrepareDeps): Promise<PreparedRestore> {
  const live = await readLive(mend.first.before, deps);
  const { before, conflicts } = baseState(mend.first, mend.actions.slice(1));
  const planned = planRestore({
    before,
    after: leftBy(mend) ?? undefined,
    live,
    made: changesMade(mend.actions),
    unfinished: mend.unfinished,
  });
  const restore =
    planned.plan.changes.length === 0 ? planned : { ...planned, conflicts: [...conflicts, ...planned.conflicts] };
  return {
    mend,
    live,
    restore,
    exempt: partsToExempt({
      asked: [...new Set(mend.actions.flatMap(({ rules }) => rules))],
      found: mend.actions.flatMap(({ found = [] }) => found),
      live,
      leadsTo: restore.leadsTo,
      changesAreRecorded: live.type === 'AWS::EC2::SecurityGroup' && (await deps.changesAreRecorded?.(live)) === true,
    }),
  };
}

/** The resource as it is now. Rejects with RESTORE_REFUSED where it is gone, else with READ_FAILED. */
export async function readLive({ type, id, accountId, region }: Resource, deps: PrepareDeps): Promise<Resource> {
  const reader = deps.readerOf(type, { accountId, region, partition: partitionOf(region) });
  const { found, gone, failed } = await reader.read([id]);
  const live = found.get(id);
  if (live !== undefined) return live;
  const ids = { resourceId: id, accountId, region };
  if (gone.has(id))
    throw new Failure('RESTORE_REFUSED', `${id} does not exist any more: nothing can be put back`, { ids });
  throw failed.get(id) ?? new Failure('READ_FAILED', `${id} was not read: the answer leaves it out`, { ids });
}
