import type { Failure } from '../contract/failure.ts';
import type { CallRecord } from '../contract/ledger-entry.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { Plan } from '../contract/plan.ts';
import type { Work } from '../contract/remediation-batch.ts';
import type { Resource } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import type { Judge } from '../rules/registered-rule.ts';
import type { Assessment, Violating } from './assess.ts';
import type { Refusals } from './remediator.ts';

/** One resource on its way through a batch: what is known of it so far. Filled pass by pass, settled at the end. */
export interface Mending {
  readonly work: Work;
  readonly judges: readonly Judge[];
  /** The first action in the ledger that changed something: the one a restore goes back to. */
  actionId?: string;
  violations: readonly Violation[];
  plan?: Plan;
  calls: CallRecord[];
  /** A call failed that may have taken effect all the same. */
  inDoubt: boolean;
  /** For want of room in a group, by direction: what makes the next plan ask for less. */
  refusals: Refusals;
  result?: Result;
}

export interface Result {
  readonly outcome: Outcome;
  readonly failure?: Failure;
  /** Null where the resource is gone; absent where its state in the end is not known. */
  readonly after?: Resource | null;
}

export function beginMending(work: Work, judges: readonly Judge[]): Mending {
  return { work, judges, violations: [], calls: [], inDoubt: false, refusals: { ingress: 0, egress: 0 } };
}

/** Whether any call took effect, or may have. */
export function changed(mending: Mending): boolean {
  return mending.inDoubt || touched(mending);
}

/** Whether any call surely took effect. */
function touched(mending: Mending): boolean {
  return mending.calls.some((call) => call.error === undefined);
}

/** The action to restore, where something was changed or may have been. */
export function changedBy(mending: Mending): { actionId?: string } {
  return changed(mending) && mending.actionId !== undefined ? { actionId: mending.actionId } : {};
}

/** A violation that is gone after a call of ours in doubt was ended by it: so it is told, and not passed over. */
export function conclude(mending: Mending, found: Exclude<Assessment, Violating>): void {
  if (found.kind === 'unclear') return fail(mending, found.failure);
  const after = found.kind === 'clean' ? found.resource : null;
  mending.result = { outcome: changed(mending) ? 'mended' : 'nothing-to-do', after };
}

export function fail(mending: Mending, failure: Failure, after?: Resource): void {
  const outcome = touched(mending) ? 'partly-mended' : 'failed';
  mending.result = { outcome, failure, ...(after === undefined ? {} : { after }) };
}
