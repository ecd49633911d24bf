import { Failure } from '../contract/failure.ts';
import type { ActionRecord, LedgerEntry } from '../contract/ledger-entry.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { LedgerHistory, LedgerSpan, UnreadableEntry } from '../safety/ledger-history.ts';
import type { Ledger } from '../safety/ledger.ts';

export interface FindDeps {
  readonly ledger: Pick<Ledger, 'read'>;
  history(span: LedgerSpan): Promise<LedgerHistory>;
  now(): Date;
}

/** A mend, with every action that went on with it. */
export interface FoundMend {
  readonly entry: LedgerEntry;
  /** The action that began it: the state to restore is its `before`. */
  readonly first: ActionRecord;
  /** It and those that continue it, in order. */
  readonly actions: readonly ActionRecord[];
  /** Restores of it since the last that ended as `restored`, in order. */
  readonly unfinished: readonly ActionRecord[];
  /** What of the ledger since then could not be read, and may continue it all the same. */
  readonly unread: readonly UnreadableEntry[];
}

/**
 * Finds a mend by the id of one of its actions. Rejects with USAGE for what is no action, with RESTORE_REFUSED for an action that is a
 * restore itself or whose records are of several resources, with READ_FAILED where the ledger or the entry cannot be read.
 */
export async function findMend(actionId: string, deps: FindDeps): Promise<FoundMend> {
  const named = await findAction(actionId, deps);
  const { entry, first } =
    named.action.continues === undefined
      ? { entry: named.entry, first: named.action }
      : await findAction(named.action.continues, deps).then(({ entry: at, action }) => ({ entry: at, first: action }));
  if (first.restores !== undefined) {
    const message = `${actionId} is a restore: what it put back is mended again by itself, once its exemption ends`;
    throw new Failure('RESTORE_REFUSED', message, { ids: { action: actionId } });
  }
  const since = new Date(entry.startedAt);
  const { entries, unreadable } = await deps.history({ since, until: new Date(deps.now().getTime() + 1000) });
  const all = entries.toReversed().flatMap(({ actions }) => actions);
  // One that made no call changed nothing, and knows nothing of what others did.
  const later = all.filter((action) => action.continues === first.id && action.untouched !== true);
  const restores = all.filter((action) => action.restores === first.id);
  const unfinished = restores.slice(restores.findLastIndex(({ outcome }) => outcome === 'restored') + 1);
  const actions: [ActionRecord, ...ActionRecord[]] = [first, ...later];
  assertOneResource(actions);
  return { entry, first, actions, unfinished, unread: unreadable };
}

/** What a record names is what people are shown, and its state before is what is put back: of two resources neither is touched. */
function assertOneResource([first, ...later]: readonly [ActionRecord, ...ActionRecord[]]): void {
  const key = mendedKey(first.resource);
  for (const { id, resource, before } of [first, ...later]) {
    if (mendedKey(resource) === key && mendedKey(before) === key) continue;
    const message = `the ledger has the state of another resource under ${id} than of ${first.resource.id}: a person has to put it back`;
    throw new Failure('RESTORE_REFUSED', message, { ids: { action: id, resourceId: first.resource.id } });
  }
}

/**
 * The state that the mend left, where it is known: as the last of its actions that came to an end read it. An action that was
 * interrupted recorded no call, and what was read at its end was read by another that took it up: nobody knows what had happened between.
 */
export function leftBy({ actions }: { readonly actions: readonly Ended[] }): ActionRecord['after'] {
  return actions.findLast((action) => endOf(action) !== undefined)?.after;
}

type Ended = Pick<ActionRecord, 'after' | 'calls'>;

/** The state that one action left, as it read it itself. */
export function endOf({ after, calls }: Ended): ActionRecord['after'] {
  return calls.length === 0 ? undefined : after;
}

/** The ledger entry that has the action. Throws USAGE for what is no action's id. */
export function entryIdOf(actionId: string): string {
  const entryId = /^(\d{8}T\d{6}Z-[0-9a-f]{8})\.\d+$/.exec(actionId)?.[1];
  if (entryId !== undefined) return entryId;
  const message = `${JSON.stringify(actionId)} is no action such as 20261120T233800Z-0a1b2c3d.0: see configmend history`;
  throw new Failure('USAGE', message);
}

async function findAction(
  actionId: string,
  { ledger }: FindDeps,
): Promise<{ readonly entry: LedgerEntry; readonly action: ActionRecord }> {
  const entryId = entryIdOf(actionId);
  const entry = await ledger.read(entryId);
  const action = entry.actions.find(({ id }) => id === actionId);
  if (action !== undefined) return { entry, action };
  throw new Failure('USAGE', `ledger entry ${entryId} has no action ${actionId}: see configmend history`);
}
