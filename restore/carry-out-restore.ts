import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../aws/classify-error.ts';
import type { Exemption } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord, CallRecord, LedgerEntry } from '../contract/ledger-entry.ts';
import type { RestoredNotice } from '../contract/notice.ts';
import type { Change } from '../contract/plan.ts';
import type { Resource, ResourceIdentity } from '../contract/resource.ts';
import { longestLine, noticeLines } from '../notifier/notice-lines.ts';
import type { Apply } from '../remediators/apply.ts';
import { makeCall } from '../remediators/mend-step.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Ledger, OpenEntry } from '../safety/ledger.ts';
import { planAgain, type PrepareDeps, type PreparedRestore, readLive } from './prepare-restore.ts';
import { restoreExemptions } from './restore-exemptions.ts';

export interface RestoreDeps extends PrepareDeps {
  readonly ledger: Pick<Ledger, 'read' | 'open'>;
  applyIn(region: string): Apply;
  /** Writes them all or none. Rejects with why. */
  addExemptions(exemptions: readonly Exemption[]): Promise<void>;
  tell(notice: RestoredNotice): Promise<void>;
  newId(): string;
  pause(ms: number): Promise<unknown>;
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

/** EC2 and S3 are eventually consistent; the block of an account takes longest to spread. */
const settlePausesMs = [0, 300, 1000, 3000, 6000];
/** Before each further try of what closes again: until it succeeds more is open than before the restore. */
const closingPausesMs = [1000, 3000, 9000];

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
  const made = await makeCalls(prepared, deps);
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
    await deps.tell(noticeOf(result, unread, prepared, deps));
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

/** In order, up to the first that fails; then only those that close what another has opened for a moment. */
async function makeCalls(
  { restore, live }: PreparedRestore,
  deps: RestoreDeps,
): Promise<{ readonly calls: CallRecord[]; readonly failure: Failure | undefined }> {
  const apply = deps.applyIn(live.region);
  const calls: CallRecord[] = [];
  const made = async (change: Change): ReturnType<typeof makeCall> => {
    const one = await makeCall(change, apply, deps.now);
    calls.push(one.record);
    return one;
  };
  let failure: Failure | undefined;
  for (const change of restore.plan.changes) {
    const opened = calls.some(({ error, inDoubt }) => error === undefined || inDoubt === true);
    if (failure !== undefined && !(opened && restore.closing.has(change))) continue;
    let { applied, cause } = await made(change);
    for (const ms of restore.closing.has(change) ? closingPausesMs : []) {
      if (applied !== undefined) break;
      await deps.pause(ms);
      ({ applied, cause } = await made(change));
    }
    // Where not all that a call names was there, the state that is read afterwards tells what that means.
    if (applied !== undefined || failure !== undefined) continue;
    const what = `${change.service}:${change.operation} on ${live.id} failed: ${errorText(cause)}`;
    failure = new Failure('CHANGE_FAILED', what, {
      cause,
      ids: { resourceId: live.id, accountId: live.accountId, region: live.region },
    });
  }
  return { calls, failure };
}

/** Undefined where it is not known. Waits for what was put to show, unless a call failed. */
async function readRestored(
  { restore, live }: PreparedRestore,
  wait: boolean,
  deps: RestoreDeps,
): Promise<Resource | undefined> {
  let found: Resource | undefined;
  for (const ms of wait ? settlePausesMs : [0]) {
    if (ms > 0) await deps.pause(ms);
    found = await readLive(live, deps).catch(() => undefined);
    if (found !== undefined && restore.isRestored(found)) return found;
  }
  return found;
}

function noticeOf(
  { actionId, outcome, exemptions, failure }: Omit<RestoreResult, 'warnings'>,
  unread: readonly string[],
  { mend, live, restore }: PreparedRestore,
  deps: RestoreDeps,
): RestoredNotice {
  const until = exemptions[0]?.expires;
  const resource: ResourceIdentity = identityOf(live);
  return {
    version: 1,
    kind: 'restored',
    outcome,
    actionId,
    restores: mend.first.id,
    resource,
    rules: [...new Set(exemptions.map(({ rule }) => rule))],
    severity: mend.first.severity,
    actor: deps.caller.arn,
    before: noticeLines(restore.plan.before),
    after: noticeLines(restore.plan.after),
    notes: noticeLines([...restore.plan.notes, ...unread]),
    ...(until === undefined ? {} : { exemptUntil: until }),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            code: failure.code,
            message: failure.message.slice(0, longestLine),
            next: `Look at ${live.id}, then run configmend restore ${mend.first.id} again.`,
          },
        }),
    at: deps.now().toISOString(),
  };
}
