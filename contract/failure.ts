/** Stable codes of everything that can go wrong, as operators see them in logs, Slack and exit messages. */
export type FailureCode =
  | 'EVENT_UNREADABLE'
  | 'ITEM_UNREADABLE'
  | 'PARAMETER_INVALID'
  | 'EVALUATIONS_REJECTED'
  | 'QUEUE_SEND_FAILED'
  | 'MESSAGE_INVALID'
  | 'MESSAGE_UNROUTABLE'
  | 'SETTING_MISSING'
  | 'SETTING_INVALID'
  | 'GATE_CLOSED'
  | 'GATE_UNREADABLE'
  | 'GRACE_UNREADABLE'
  | 'GRACE_NOT_OVER'
  | 'ACCOUNTS_UNREADABLE'
  | 'ACCOUNT_UNKNOWN'
  | 'ACCOUNT_OBSERVED'
  | 'ROLE_NOT_ASSUMED'
  | 'EXEMPTIONS_UNREADABLE'
  | 'EXEMPTION_INVALID'
  | 'EXEMPTIONS_NOT_WRITTEN'
  | 'SNAPSHOT_FAILED'
  | 'READ_FAILED'
  | 'RESTORE_REFUSED'
  | 'CHANGE_DENIED'
  | 'CHANGE_FAILED'
  | 'CHANGE_NOT_RECORDED'
  | 'STILL_VIOLATING'
  | 'UNMENDABLE'
  | 'SAFETY_UNREADABLE'
  | 'BREAKER_TRIPPED'
  | 'STILL_IN_FLIGHT'
  | 'ATTEMPTS_EXHAUSTED'
  | 'SLACK_REJECTED'
  | 'SLACK_UNAVAILABLE'
  | 'REPORT_REJECTED'
  | 'REPORT_UNAVAILABLE'
  | 'FILE_UNREADABLE'
  | 'FILE_NOT_WRITTEN'
  | 'USAGE';

/** An error with a stable code, the ids an operator needs, the cause and the next step. */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly ids: Readonly<Record<string, string>>;
  /** Whether the same call may succeed later: throttled, 5xx, a concurrent change. */
  readonly transient: boolean;

  constructor(
    code: FailureCode,
    message: string,
    options: { cause?: unknown; ids?: Record<string, string>; transient?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.ids = options.ids ?? {};
    this.transient = options.transient ?? false;
  }
}
