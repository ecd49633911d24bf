import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';

/** A call of a mend that took effect, or, where it is not `surely` so, may have. */
export interface MadeChange {
  readonly change: Change;
  readonly surely: boolean;
}

/**
 * Pure. What the actions changed, in order: an action and those that continue it. Calls are made in the order of the plan, up to the
 * first that fails. An action that was interrupted recorded no call, and may have made any of them.
 */
export function changesMade(actions: readonly Pick<ActionRecord, 'plan' | 'calls'>[]): MadeChange[] {
  return actions.flatMap(({ plan, calls }) => {
    if (calls.length === 0) return plan.changes.map((change) => ({ change, surely: false }));
    return plan.changes.flatMap((change, at): MadeChange[] => {
      const call = calls[at];
      if (call === undefined || (call.error !== undefined && call.inDoubt !== true)) return [];
      return [{ change, surely: call.error === undefined }];
    });
  });
}
