import { Failure } from '../contract/failure.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import { partitionOf } from '../resources/partition.ts';
import type { AnyReader, Where } from '../resources/reader.ts';
import { baseState } from './base-state.ts';
import type { ExemptPart } from './exempt-parts.ts';
import { type FindDeps, findMend, type FoundMend, leftBy } from './find-action.ts';
import { changesMade } from './made-change.ts';
import { planRestore } from './plan-restore.ts';
import { partsToExempt } from './restore-exemptions.ts';
import type { RestorePlan } from './restore-plan.ts';

/** Who restores, by AWS's word. */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
}

export interface PrepareDeps extends FindDeps {
  readonly caller: Caller;
  /**
   * Whose credentials `readerOf` and `applyIn` have in an account that is not the caller's, by AWS's word; undefined where there are none.
   * Rejects with ROLE_NOT_ASSUMED. Absent: there are none anywhere else.
   */
  actingIn?(accountId: string): Promise<Caller | undefined>;
  /** What people call an account; its id, unless given. */
  accountWords?(accountId: string): string;
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
 * Reads the mend and the live resource, and plans. Changes nothing. Rejects with USAGE, READ_FAILED, ROLE_NOT_ASSUMED, or RESTORE_REFUSED
 * where the resource is gone, or the credentials are not of its account.
 */
export async function prepareRestore(actionId: string, deps: PrepareDeps): Promise<PreparedRestore> {
  const mend = await findMend(actionId, deps);
  await assertActing(mend, deps);
  return planAgain(mend, deps);
}

/** No read and no change is made with the credentials of another account than the action's. */
async function assertActing({ first }: FoundMend, { caller, actingIn, accountWords }: PrepareDeps): Promise<void> {
  const { accountId, id: resourceId } = first.resource;
  if (accountId === caller.accountId) return;
  const words = accountWords ?? ((of: string): string => of);
  const ids = { resourceId, accountId, action: first.id };
  const acting = await actingIn?.(accountId);
  const where = `action ${first.id} changed ${resourceId} in account ${words(accountId)}`;
  if (acting === undefined) {
    const message = `${where}, and the credentials are for ${words(caller.accountId)}: give --role-name, a role of yours there to assume, and --external-id where it asks for one, or use credentials of that account`;
    throw new Failure('RESTORE_REFUSED', message, { ids });
  }
  if (acting.accountId !== accountId) {
    throw new Failure('RESTORE_REFUSED', `${where}, and the role that was assumed is ${acting.arn}`, { ids });
  }
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
