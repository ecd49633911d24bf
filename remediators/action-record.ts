import type { ActionRecord, RecordedVerdict, Trace } from '../contract/ledger-entry.ts';
import type { HeldMessage } from '../contract/remediation-batch.ts';
import { actorsOf, eventsOf } from '../queue/calls-of.ts';
import { describeViolation } from '../rules/annotation.ts';
import { identityOf } from '../rules/instruct.ts';
import type { Violating } from './assess.ts';
import { highestSeverity } from './highest-severity.ts';
import { type Mending, type Result, rulesOf } from './mending.ts';

/**
 * Pure. The record of what is about to be done, as it is written before the first call. The safeguards know the mend by the action that they
 * admitted: a later pass continues that one, also where it changed nothing, so that whoever takes the mend up finds all of it.
 */
export function actionOf(id: string, mending: Mending, found: Violating): ActionRecord {
  const { messages } = mending.work;
  const actor = actorsOf(messages.map(({ instruction }) => instruction));
  const continues = mending.actionId ?? mending.admitted;
  return {
    id,
    ...(continues === undefined ? {} : { continues }),
    resource: identityOf(found.resource),
    rules: rulesOf(messages),
    severity: highestSeverity(messages),
    violations: found.violations.map(describeViolation),
    found: [...found.violations],
    ...(actor === undefined ? {} : { actor }),
    trace: traceOf(messages),
    before: found.resource,
    plan: found.plan,
    calls: [],
  };
}

function traceOf(messages: readonly HeldMessage[]): Trace {
  return {
    instructions: [...new Set(messages.map(({ instruction }) => instruction.id))],
    messages: messages.map(({ messageId }) => messageId),
    events: eventsOf(messages.map(({ instruction }) => instruction)),
  };
}

/** Pure. The record, by the function that made it, with what came of it; without a result another pass goes on. */
export function ownEnd(action: ActionRecord, result: Result | undefined, at: Date): ActionRecord {
  const ended = result === undefined ? action : endedAction(action, result, at);
  return action.calls.length === 0 ? { ...ended, untouched: true } : ended;
}

/** Pure. The record with what came of it; the duration is counted from the first call on, up to `at`. */
export function endedAction(action: ActionRecord, result: Result, at: Date): ActionRecord {
  const { outcome, after, failure } = result;
  const begun = action.calls[0]?.startedAt;
  return {
    ...action,
    outcome,
    verdictAfter: verdictAfter(result),
    ...(after === undefined ? {} : { after }),
    ...(failure === undefined ? {} : { failure: `${failure.code}: ${failure.message}` }),
    ...(begun === undefined ? {} : { durationMs: Math.max(0, at.getTime() - Date.parse(begun)) }),
  };
}

/** A failure that knows the state afterwards knows it because it still violates. */
function verdictAfter({ outcome, after, failure, left }: Result): RecordedVerdict {
  if (after === undefined) return 'UNKNOWN';
  if (after === null) return 'NOT_APPLICABLE';
  return failure === undefined && outcome !== 'contested' && left === undefined ? 'COMPLIANT' : 'NON_COMPLIANT';
}
