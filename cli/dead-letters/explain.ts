import type { FailureCode } from '../../contract/failure.ts';

/** What a reason means, and what its reader does next: a sentence each. */
export interface Explanation {
  readonly means: string;
  readonly next: string;
}

/** Null: no message comes to the dead letters for it. What passes by itself is there only once its attempts are used up. */
const explanations: Readonly<Record<FailureCode, Explanation | null>> = {
  MESSAGE_INVALID: {
    means:
      'It is no fix instruction of this version: an older or newer release wrote it, or a stranger did. Nothing was changed for it.',
    next: 'Have the rule judge the resource again (aws configservice start-config-rules-evaluation), then delete the message.',
  },
  MESSAGE_UNROUTABLE: {
    means:
      'Nobody works on it: its rule is set to observe or not enabled, or it is of an account or type that no remediator has. Nothing was changed for it.',
    next: 'Mend by hand; or set the rule to auto, then return it.',
  },
  READ_FAILED: {
    means: 'AWS would not say how the resource is, five times over, so that nothing could be judged.',
    next: 'Put right what the reason names, such as a missing permission of the remediator, then return it.',
  },
  SNAPSHOT_FAILED: {
    means: 'The state before the mend could not be written to the ledger, and without that nothing is changed.',
    next: 'See that the ledger bucket takes writes (its policy, its key, a service control policy), then return it.',
  },
  CHANGE_DENIED: {
    means:
      'AWS forbids the remediator this change: a service control policy, a permissions boundary or a policy of the resource.',
    next: 'Allow what the reason names and return it, or mend by hand.',
  },
  CHANGE_FAILED: {
    means: 'AWS refused the change, in the words of the reason.',
    next: 'Look at configmend history for what was done before that; put right what the reason names, then return it.',
  },
  STILL_VIOLATING: {
    means:
      'The calls succeeded and the resource violates all the same: somebody changes it back, or it is a fault of ours.',
    next: 'Find in CloudTrail who changes it; if nobody does, report it. Then return it.',
  },
  UNMENDABLE: {
    means: 'There is no safe change that would end it, and the reason says what is in the way.',
    next: 'Mend by hand, or exempt it (configmend exemptions add).',
  },
  ATTEMPTS_EXHAUSTED: {
    means: 'The remediator crashed on it five times, ran out of time, or gave it up while nobody could be told.',
    next: 'Read the log of the remediator’s function; once the cause is gone, return it.',
  },
  STILL_IN_FLIGHT: {
    means: 'An action on the resource had begun and never came to its end, so that it was left alone.',
    next: 'Look at the interrupted action (configmend history --outcome interrupted), then return it.',
  },
  ACCOUNT_UNKNOWN: {
    means: 'It is of an account or a region that is not among member_accounts: nothing is changed there. Nothing was.',
    next: 'If the place is yours, name it in member_accounts and apply; then return it. If not, find out who sent it.',
  },
  ROLE_NOT_ASSUMED: {
    means: 'The remediator could not become its role in the account of the resource. Nothing was changed.',
    next: 'Apply the member stack in that account, or put right its role’s trust and external id; then return it.',
  },
  BREAKER_TRIPPED: null,
  ACCOUNTS_UNREADABLE: null,
  ACCOUNT_OBSERVED: null,
  GATE_CLOSED: null,
  GATE_UNREADABLE: null,
  GRACE_UNREADABLE: null,
  GRACE_NOT_OVER: null,
  EXEMPTIONS_UNREADABLE: null,
  EXEMPTION_INVALID: null,
  EXEMPTIONS_NOT_WRITTEN: null,
  SAFETY_UNREADABLE: null,
  CHANGE_NOT_RECORDED: null,
  EVENT_UNREADABLE: null,
  ITEM_UNREADABLE: null,
  PARAMETER_INVALID: null,
  EVALUATIONS_REJECTED: null,
  QUEUE_SEND_FAILED: null,
  SETTING_MISSING: null,
  SETTING_INVALID: null,
  RESTORE_REFUSED: null,
  SLACK_REJECTED: null,
  SLACK_UNAVAILABLE: null,
  REPORT_REJECTED: null,
  REPORT_UNAVAILABLE: null,
  FILE_UNREADABLE: null,
  FILE_NOT_WRITTEN: null,
  USAGE: null,
};

/** SQS moves a message by itself that was received too often (SQS Developer Guide, "Using dead-letter queues"); it gives no reason. */
const movedBySqs: Explanation = {
  means:
    'SQS moved it here by itself: it had been received as often as the queue allows, by readers or by a coordinator that did not come to its end.',
  next: 'See that the coordinator runs (its log, configmend breaker), then return it.',
};

const unknown: Explanation = {
  means: 'No part of configmend gives this reason: another release wrote it, or somebody else put it here.',
  next: 'Read its body before anything else; return it only if the instruction is what you want.',
};

/** Pure. Of a message without a code, whether SQS itself moved it decides. */
export function explainReason(code: string | undefined, isMovedBySqs = false): Explanation {
  if (code === undefined) return isMovedBySqs ? movedBySqs : unknown;
  return (isCode(code) ? explanations[code] : null) ?? unknown;
}

function isCode(code: string): code is FailureCode {
  return Object.hasOwn(explanations, code);
}
