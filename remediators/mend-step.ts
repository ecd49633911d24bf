import { classifyError, errorCode, errorText, isDenied, isInDoubt } from '../aws/classify-error.ts';
import { requestIdOf } from '../aws/request-id.ts';
import { Failure } from '../contract/failure.ts';
import type { ActionRecord, CallRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';
import type { Applied, Apply, ApplyFor } from './apply.ts';
import type { Violating } from './assess.ts';
import type { Mending } from './mending.ts';

/** One resource in one pass: the plan that is being applied and how far it came. */
export interface Step {
  readonly mending: Mending;
  readonly found: Violating;
  action: ActionRecord;
  /** When the reading that the plan is made from began. */
  readonly readAt: Date;
  /** The changes that were made, in order. */
  readonly made: Change[];
  movedOn: boolean;
  /** The call that surely found nothing of what it names, and so changed nothing: somebody else was faster. */
  missed?: Change;
  /** Somebody else may have mended the resource since it was read. */
  mayBeOld: boolean;
  failure: Failure | undefined;
}

/** As a call that took no effect is recorded, though AWS took it. */
const nothingThere = 'nothing that it names was there any more';

/**
 * Makes the planned calls in order. After the first that fails only those are made that depend on no other, and none where it may
 * pass by itself. Never rejects: the step says what happened, also where it has no permissions to make any call with.
 */
export async function applyPlan(step: Step, applyFor: ApplyFor, now: () => Date): Promise<void> {
  const { mending, found, action } = step;
  mending.actionId ??= action.id;
  const apply = await permitted(step, applyFor);
  if (apply === undefined) return;
  for (const change of found.plan.changes) {
    if (step.failure !== undefined && (step.failure.transient || !standsAlone(change))) continue;
    const { record, applied, cause } = await makeCall(change, apply, now);
    action.calls.push(record);
    if (applied === undefined) stopAt(step, change, cause);
    else if (applied !== 'done') step.movedOn = true;
    else step.made.push(change);
    if (applied === 'untouched' || (applied === undefined && foundNothing(cause))) step.missed = change;
    if (step.movedOn) break;
  }
  mending.calls.push(...action.calls);
  // A revert puts back what somebody took away, in place of nothing.
  if (!found.violations.some(({ kind }) => kind === 'unapproved-change')) mending.made.push(...step.made);
}

/** EC2 revokes all that a call names, or, outside a default VPC, nothing (EC2 API, RevokeSecurityGroupIngress). */
function foundNothing(cause: unknown): boolean {
  return errorCode(cause) === 'InvalidPermission.NotFound' && !isInDoubt(cause);
}

async function permitted(step: Step, applyFor: ApplyFor): Promise<Apply | undefined> {
  try {
    return await applyFor(step.action);
  } catch (cause) {
    step.failure = cause instanceof Failure ? cause : failureOf(step, 'CHANGE_FAILED', cause);
    return undefined;
  }
}

/** Settings of a bucket that depend on no other call: one that is refused for good must not keep them off. */
const alone = new Set(['PutPublicAccessBlock', 'PutBucketEncryption', 'PutBucketVersioning', 'PutBucketLogging']);

function standsAlone({ service, operation }: Change): boolean {
  return service === 's3' && alone.has(operation);
}

/** What came of one call; `applied` is undefined where it failed, for `cause`. */
interface MadeCall {
  readonly record: CallRecord;
  readonly applied: Applied | undefined;
  readonly cause: unknown;
}

/** Makes one call and records it. Never rejects. */
export async function makeCall(change: Change, apply: Apply, now: () => Date): Promise<MadeCall> {
  const begun = now();
  let requestId: string | undefined;
  const recorded = (error: string | undefined): CallRecord => ({
    service: change.service,
    operation: change.operation,
    startedAt: begun.toISOString(),
    durationMs: Math.max(0, now().getTime() - begun.getTime()),
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { error }),
  });
  try {
    const applied = await apply(change, (id) => (requestId = id));
    return { record: recorded(applied === 'untouched' ? nothingThere : undefined), applied, cause: undefined };
  } catch (cause) {
    requestId = requestIdOf(cause) ?? requestId;
    const record = { ...recorded(errorText(cause)), ...(isInDoubt(cause) ? { inDoubt: true as const } : {}) };
    return { record, applied: undefined, cause };
  }
}

function stopAt(step: Step, { operation }: Change, cause: unknown): void {
  const kind = classifyError(cause);
  if (isInDoubt(cause)) step.mending.inDoubt = true;
  if (kind === 'gone' || kind === 'moved-on') {
    step.movedOn = true;
    if (errorCode(cause) === 'RulesPerSecurityGroupLimitExceeded') countRefusal(step.mending, operation);
    return;
  }
  const denied = kind === 'permanent' && isDenied(cause);
  step.failure ??= failureOf(step, denied ? 'CHANGE_DENIED' : 'CHANGE_FAILED', cause);
}

function failureOf({ mending }: Step, code: 'CHANGE_DENIED' | 'CHANGE_FAILED', cause: unknown): Failure {
  const { id, accountId, region } = mending.work.resource;
  return new Failure(code, errorText(cause), {
    cause,
    ids: { resourceId: id, accountId, region },
    transient: classifyError(cause) === 'transient',
  });
}

/** Of authorising only, which later plans ask less and less of: so refusals come to an end. */
function countRefusal(mending: Mending, operation: string): void {
  const { ingress, egress } = mending.refusals;
  if (operation === 'AuthorizeSecurityGroupIngress') mending.refusals = { ingress: ingress + 1, egress };
  if (operation === 'AuthorizeSecurityGroupEgress') mending.refusals = { ingress, egress: egress + 1 };
}
