import { classifyError, errorCode, errorText, isDenied, isInDoubt } from '../aws/classify-error.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Apply } from './apply.ts';
import type { Violating } from './assess.ts';
import type { Mending } from './mending.ts';

/** One resource in one pass: the plan that is being applied and how far it came. */
export interface Step {
  readonly mending: Mending;
  readonly found: Violating;
  readonly action: ActionRecord;
  movedOn: boolean;
  failure: Failure | undefined;
}

/** Makes the planned calls in order and stops at the first that fails. Never rejects: the step says what happened. */
export async function applyPlan(step: Step, apply: Apply): Promise<void> {
  const { mending, found, action } = step;
  mending.actionId ??= action.id;
  for (const change of found.plan.changes) {
    const call = { service: change.service, operation: change.operation };
    try {
      if ((await apply(change)) === 'moved-on') step.movedOn = true;
      action.calls.push(call);
    } catch (cause) {
      action.calls.push({ ...call, error: errorText(cause) });
      stopAt(step, cause);
    }
    if (step.movedOn || step.failure !== undefined) break;
  }
  mending.calls.push(...action.calls);
}

function stopAt(step: Step, cause: unknown): void {
  const { id, accountId, region } = step.mending.work.resource;
  const kind = classifyError(cause);
  if (isInDoubt(cause)) step.mending.inDoubt = true;
  if (kind === 'gone' || kind === 'moved-on') {
    step.movedOn = true;
    if (errorCode(cause) === 'RulesPerSecurityGroupLimitExceeded') step.mending.quotaReached = true;
    return;
  }
  const denied = kind === 'permanent' && isDenied(cause);
  step.failure = new Failure(denied ? 'CHANGE_DENIED' : 'CHANGE_FAILED', errorText(cause), {
    cause,
    ids: { resourceId: id, accountId, region },
    transient: kind === 'transient',
  });
}
