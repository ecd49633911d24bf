import { errorText } from '../aws/classify-error.ts';
import type { Change, Plan } from '../contract/plan.ts';
import type { ApplyFor } from './apply.ts';
import { makeCall, type Step } from './mend-step.ts';
import type { Closing } from './remediator.ts';
import { settlePausesMs, type VerifyDeps } from './verify.ts';

export interface CloseAgainDeps extends Pick<VerifyDeps, 'remediator' | 'reader' | 'pause'> {
  readonly applyFor: ApplyFor;
  now(): Date;
}

/**
 * Where a call of the step surely found nothing of what it was to take away, closes what the mending has opened in place of it. It is the same
 * action that goes on, so that its snapshot is the one before. What cannot be closed stays, and people are told. Never rejects.
 */
export async function closeAgain(step: Step, deps: CloseAgainDeps): Promise<void> {
  const { missed, mending, action } = step;
  if (missed === undefined || mending.made.length === 0) return;
  const closing = await closingOf(step, missed, deps);
  if (closing === undefined) return;
  if (closing === 'unknown') return amend(step, (plan) => ({ ...plan, notes: [...plan.notes, unknown] }));
  const attempted = action.plan.changes.slice(0, action.plan.changes.indexOf(missed) + 1);
  const error = await close(step, closing, deps);
  const came = error === undefined ? 'is closed again' : `could not be closed again: ${error}`;
  step.action = { ...action, plan: { ...action.plan, changes: [...attempted, closing.change] } };
  amend(step, ({ after, notes, ...plan }) => ({
    ...plan,
    after: error === undefined ? after.filter((line) => !closing.lines.includes(line)) : after,
    notes: [...notes, `${closing.note}, ${came}.`],
  }));
}

/** What the ledger has and what people are told: the second is of all passes. */
function amend(step: Step, amended: (plan: Plan) => Plan): void {
  const { mending, action } = step;
  mending.plan = amended(mending.plan ?? action.plan);
  step.action = { ...action, plan: amended(action.plan) };
}

/** What went wrong, if anything. */
async function close(
  { action, mending }: Step,
  { change }: Closing,
  deps: CloseAgainDeps,
): Promise<string | undefined> {
  try {
    const { record, cause } = await makeCall(change, await deps.applyFor(action), deps.now);
    action.calls.push(record);
    mending.calls.push(record);
    return record.error === undefined ? undefined : errorText(cause);
  } catch (cause) {
    return errorText(cause);
  }
}

const unknown =
  'Somebody else removed something of this meanwhile. What was to be left of that is open still, if anything: it could not be read again.';

/** By a reading that is no older than the answer which found nothing; 'unknown' where there is none. */
async function closingOf(
  { mending, found }: Step,
  missed: Change,
  deps: CloseAgainDeps,
): Promise<Closing | undefined | 'unknown'> {
  const { remediator, reader, pause } = deps;
  if (remediator.openedInVain === undefined) return undefined;
  let isRead = false;
  for (const pauseMs of remediator.settlePausesMs ?? settlePausesMs) {
    if (pauseMs > 0) await pause(pauseMs);
    const live = await reader.read([found.resource.id]).catch(() => undefined);
    const resource = live?.found.get(found.resource.id);
    if (live?.gone.has(found.resource.id) === true) return undefined;
    if (resource === undefined) continue;
    isRead = true;
    const closing = remediator.openedInVain(resource, mending.made, missed);
    if (closing !== 'waiting') return closing;
  }
  return isRead ? undefined : 'unknown';
}
