import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../aws/classify-error.ts';
import type { Exemption } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord, CallRecord, LedgerEntry } from '../contract/ledger-entry.ts';
import type { RestoredNotice } from '../contract/notice.ts';
import type { Resource } from '../contract/resource.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Ledger, OpenEntry } from '../safety/ledger.ts';
import { type CallDeps, makeRestoreCalls, readRestored } from './make-restore-calls.ts';
import { planAgain, type PreparedRestore } from './prepare-restore.ts';
import { restoreExemptions } from './restore-exemptions.ts';
import { restoredNotice } from './restored-notice.ts';

export interface RestoreDeps extends CallDeps {
  readonly ledger: Pick<Ledger, 'read' | 'open'>;
  /** Writes them all or none. Rejects with why. */
  addExemptions(exemptions: readonly Exemption[]): Promise<void>;
  tell(notice: RestoredNotice): Promise<void>;
  newId(): string;
}

export interface RestoreTerms {
  /** How long what is put back is exempt. */
  readonly exemptMs: number;
  /** Puts back over what others changed since. */
  readonly force: boolean;
}

export interface RestoreResult {
  /** The action in the ledger that the restore itself is. */
  readonly actionId: string;
  readonly outcome: 'restored' | 'partly-restored' | 'failed';
  readonly calls: readonly CallRecord[];
  /** Whether it was read again, and is as before the mend. */
  readonly isConfirmed: boolean;
  readonly exemptions: readonly Exemption[];
  readonly failure?: Failure;
  /** What went wrong beside the restore, a sentence each: it is recorded or told incompletely. */
  readonly warnings: readonly string[];
}

/**
 * Plans again on the live resource, then in this order: records the state before, exempts what is about to come back, makes the
 * calls, reads again, completes the record, tells people. Rejects before anything is changed: with RESTORE_REFUSED where the resource is not as
 * it was shown, or others' changes would be lost, with SNAPSHOT_FAILED where it cannot be recorded, and with what `addExemptions`
 * rejects with. A call that fails is a result and not a rejection, and so is a resource that is not as before all the same.
 */
export async function carryOutRestore(
  shown: PreparedRestore,
  terms: RestoreTerms,
  deps: RestoreDeps,
): Promise<RestoreResult> {
  const prepared = await planAgain(shown.mend, deps);
  const { restore, mend, live } = prepared;
  const ids = { resourceId: live.id, action: mend.first.id };
  if (!isDeepStrictEqual(restore.plan.changes, shown.restore.plan.changes)) {
    throw new Failure('RESTORE_REFUSED', `${live.id} has just changed, and so has what there is to do: look again`, {
      ids,
    });
  }
  if (restore.conflicts.length > 0 && !terms.force) {
    throw new Failure('RESTORE_REFUSED', `${restore.conflicts.join(' ')} --force puts back over it.`, { ids });
  }
  const begun = deps.now();
  const id = deps.newId();
  const exemptions = restoreExemptions(prepared.exempt, {
    restoreId: id,
    resource: live,
    owner: deps.caller.arn,
    actionId: mend.first.id,
    created: begun,
    ms: terms.exemptMs,
  });
  const entry = entryOf(id, prepared, deps.caller.arn, begun);
  const [action] = entry.actions;
  const open = await deps.ledger.open(entry);
  const warnings: string[] = [];
  const close = (ended: Partial<ActionRecord>): Promise<void> =>
    closed(open, entry, { ...action, ...ended }, begun, deps).catch((error: unknown) => {
      warnings.push(`The ledger entry ${id} stays open: ${wordsOf(error)}`);
    });
  try {
    await deps.addExemptions(exemptions);
  } catch (error) {
    await close({ outcome: 'failed', failure: `nothing was changed, for want of an exemption: ${wordsOf(error)}` });
    throw error;
  }
  const made = await makeRestoreCalls(prepared, deps);
  const after = await readRestored(prepared, made.failure === undefined, deps);
  const isConfirmed = after !== undefined && restore.isRestored(after);
  const unread = made.failure === undefined && after === undefined ? [unreadWarning(live)] : [];
  warnings.push(...unread);
  const { calls } = made;
  const failure = made.failure ?? (after === undefined || isConfirmed ? undefined : notAsBefore(live));
  const touched = calls.some(({ error }) => error === undefined);
  const outcome = failure === undefined ? 'restored' : touched ? 'partly-restored' : 'failed';
  await close({
    calls,
    outcome,
    ...(after === undefined ? {} : { after }),
    ...(failure === undefined ? {} : { failure: `${failure.code}: ${failure.message}` }),
  });
  const result = {
    actionId: action.id,
    outcome,
    calls,
    isConfirmed,
    exemptions,
    ...(failure === undefined ? {} : { failure }),
  } as const;
  try {
    await deps.tell(restoredNotice(result, unread, prepared, { actor: deps.caller.arn, at: deps.now() }));
  } catch (error) {
    warnings.push(`Slack was not told: ${wordsOf(error)}`);
  }
  return { ...result, warnings };
}

function unreadWarning({ id }: Resource): string {
  return `All calls succeeded, but it could not be read again: look at ${id}.`;
}

function notAsBefore({ id, accountId, region }: Resource): Failure {
  const what = `all calls succeeded, but it is not as before the mend all the same: look at ${id}`;
  return new Failure('CHANGE_FAILED', what, { ids: { resourceId: id, accountId, region } });
}

/** A failure of ours says by itself what it is. */
function wordsOf(error: unknown): string {
  return error instanceof Failure ? error.message : errorText(error);
}

function entryOf(
  id: string,
  { mend, live, restore }: PreparedRestore,
  actor: string,
  begun: Date,
): LedgerEntry & { readonly actions: [ActionRecord] } {
  const { first, entry } = mend;
  return {
    version: 2,
    id,
    runId: `restore-${id}`,
    remediator: entry.remediator,
    accountId: live.accountId,
    region: live.region,
    startedAt: begun.toISOString(),
    actions: [
      {
        id: `${id}.0`,
        restores: first.id,
        resource: identityOf(live),
        rules: first.rules,
        severity: first.severity,
        violations: first.violations,
        actor,
        before: live,
        plan: restore.plan,
        calls: [],
      },
    ],
  };
}

async function closed(
  open: OpenEntry,
  entry: LedgerEntry,
  action: ActionRecord,
  begun: Date,
  { now }: RestoreDeps,
): Promise<void> {
  const finished = now();
  const durationMs = Math.max(0, finished.getTime() - begun.getTime());
  await open.close({ ...entry, finishedAt: finished.toISOString(), actions: [{ ...action, durationMs }] });
}
