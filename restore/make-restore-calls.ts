import { errorText } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { CallRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import type { Apply } from '../remediators/apply.ts';
import { makeCall } from '../remediators/mend-step.ts';
import { type PrepareDeps, type PreparedRestore, readLive } from './prepare-restore.ts';

export interface CallDeps extends PrepareDeps {
  applyIn(region: string, accountId: string): Apply;
  pause(ms: number): Promise<unknown>;
}

/** EC2 and S3 are eventually consistent; the block of an account takes longest to spread. */
const settlePausesMs = [0, 300, 1000, 3000, 6000];
/** Before each further try of what closes again: until it succeeds more is open than before the restore. */
const closingPausesMs = [1000, 3000, 9000];

/** In order, up to the first that fails; then only those that close what another has opened for a moment. */
export async function makeRestoreCalls(
  { restore, live }: PreparedRestore,
  deps: CallDeps,
): Promise<{ readonly calls: CallRecord[]; readonly failure: Failure | undefined }> {
  const apply = deps.applyIn(live.region, live.accountId);
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
export async function readRestored(
  { restore, live }: PreparedRestore,
  wait: boolean,
  deps: CallDeps,
): Promise<Resource | undefined> {
  let found: Resource | undefined;
  for (const ms of wait ? settlePausesMs : [0]) {
    if (ms > 0) await deps.pause(ms);
    found = await readLive(live, deps).catch(() => undefined);
    if (found !== undefined && restore.isRestored(found)) return found;
  }
  return found;
}
