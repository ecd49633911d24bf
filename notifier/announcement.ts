import type { DeadLetterNotice, GraceNotice, Notice, OutcomeNotice } from '../contract/notice.ts';
import type { Outcome } from '../contract/outcome.ts';

/** AWS Config API, ComplianceType. */
export type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE' | 'INSUFFICIENT_DATA';

/** A verdict of AWS Config that changed. Every string is AWS's or a user's, none is trusted. */
export interface ComplianceChange {
  readonly kind: 'compliance';
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId: string;
  readonly region: string;
  /** null: never judged before. */
  readonly from: ComplianceType | null;
  /** null: Config holds no verdict any more. */
  readonly to: ComplianceType | null;
  readonly annotation: string | null;
  /** PROACTIVE results are about a resource that does not exist yet. */
  readonly mode: 'DETECTIVE' | 'PROACTIVE';
  /** ISO 8601 as Config wrote it; null where it says nothing. */
  readonly at: string | null;
}

/** A CloudWatch alarm that changed state; `from` and `to` as CloudWatch spells them (OK, ALARM, INSUFFICIENT_DATA). */
export interface AlarmChange {
  readonly kind: 'alarm';
  readonly name: string;
  readonly description: string | null;
  readonly accountId: string | null;
  /** Region code out of the alarm's ARN: the message itself carries a display name. */
  readonly region: string | null;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string | null;
  readonly at: string | null;
}

export interface NoticeAnnouncement {
  readonly kind: 'notice';
  readonly notice: Notice;
}

/** A message that could not be read. `why` names the field, never the content: nobody knows what is in there. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly why: string;
  /** SQS or SNS message id, where there is one. */
  readonly messageId: string | null;
}

/** What one arriving record says. */
export type Announcement = ComplianceChange | NoticeAnnouncement | AlarmChange | Unreadable;

/** Several compliance changes of one time, told in one message. */
export interface ComplianceBurst {
  readonly kind: 'compliance-burst';
  readonly changes: readonly ComplianceChange[];
}

/**
 * Several notices of one outcome, told in one message with a line each, in the order of their time: at most `mostInBurst`, so that none
 * loses its line and with it its undo. Critical ones are never in one burst with others.
 */
export interface OutcomeBurst {
  readonly kind: 'outcome-burst';
  readonly outcome: Outcome;
  /** The rule that all of them failed by; null for any other outcome. */
  readonly rule: string | null;
  readonly notices: readonly OutcomeNotice[];
}

/** Several violations whose grace has begun, as with outcomes. */
export interface GraceBurst {
  readonly kind: 'grace-burst';
  readonly notices: readonly GraceNotice[];
}

/** Several messages that were given up for one reason (`failure.code`), as with outcomes. */
export interface DeadLetterBurst {
  readonly kind: 'dead-letter-burst';
  readonly code: string;
  readonly notices: readonly DeadLetterNotice[];
}

export type Burst = ComplianceBurst | OutcomeBurst | GraceBurst | DeadLetterBurst;

/** What one Slack message tells. */
export type Telling = Announcement | Burst;
