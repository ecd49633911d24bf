import * as v from 'valibot';
import { Exemption } from './exemption.ts';
import { RemediatorId, Severity } from './instruction.ts';
import { Outcome } from './outcome.ts';
import { ResourceIdentity } from './resource.ts';
import { moment } from './moment.ts';

const FailureNote = v.strictObject({
  code: v.string(),
  message: v.string(),
  /** What the reader does next: a command or a place to look. */
  next: v.string(),
});

/** The latest API call that may have brought it about, as CloudTrail names it; each part is absent where it is not known. */
const CallNote = v.strictObject({
  eventName: v.optional(v.string()),
  /** An IP address, or the AWS service that made the call. */
  sourceAddress: v.optional(v.string()),
  eventId: v.optional(v.string()),
  /** ISO 8601: when the resource was read upon it, which is seconds after the call, or of the call itself. */
  at: v.optional(moment),
});
export type CallNote = v.InferOutput<typeof CallNote>;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What became of actions of the ledger; each is counted once, however many rules asked for it. */
const ActionCounts = v.strictObject({
  mended: count,
  partlyMended: count,
  failed: count,
  restored: count,
  /** Begun, and without an outcome. */
  interrupted: count,
});

/**
 * What the pipeline tells people, published as JSON to the notification topic (SNS, at most 256 KiB) and rendered by the
 * notifier. `nothing-to-do` is never published: it would be noise.
 */
export const Notice = v.variant('kind', [
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('outcome'),
    outcome: Outcome,
    /** Names the ledger record, and so what to restore; absent where nothing was changed. */
    actionId: v.optional(v.string()),
    resource: ResourceIdentity,
    rules: v.array(v.string()),
    severity: Severity,
    /** What was wrong, a line per violation. */
    violations: v.array(v.string()),
    actor: v.optional(v.string()),
    evidence: v.optional(CallNote),
    before: v.array(v.string()),
    after: v.array(v.string()),
    notes: v.array(v.string()),
    failure: v.optional(FailureNote),
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('dead-letter'),
    messageId: v.string(),
    remediator: v.optional(RemediatorId),
    resource: v.optional(ResourceIdentity),
    failure: FailureNote,
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('breaker-tripped'),
    accountId: v.string(),
    region: v.string(),
    /** Which limit was gone beyond, in words. */
    cause: v.string(),
    runId: v.string(),
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('tug-of-war'),
    resource: ResourceIdentity,
    /** The violation's line, as annotations write it. */
    violation: v.string(),
    /** When it was mended, and who had brought it back each time as far as that is known; oldest first. */
    mends: v.array(v.strictObject({ at: v.string(), actionId: v.string(), actor: v.optional(v.string()) })),
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('grace'),
    resource: ResourceIdentity,
    rule: v.string(),
    severity: Severity,
    /** What is wrong, a line per violation. */
    violations: v.array(v.string()),
    actor: v.optional(v.string()),
    evidence: v.optional(CallNote),
    /** What a mend would change, as it was planned when the violation was found. */
    before: v.array(v.string()),
    after: v.array(v.string()),
    notes: v.array(v.string()),
    /** When it is mended, unless it is ended or exempted before. */
    until: moment,
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('exemption-expiring'),
    accountId: v.string(),
    region: v.string(),
    exemption: Exemption,
    /** When it ends, which may be before its own `expires`. */
    expires: moment,
    /** At most so many days are left. */
    days: v.number(),
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('exemptions-unreadable'),
    accountId: v.string(),
    region: v.string(),
    failure: FailureNote,
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('restored'),
    /** `partly-restored`: calls took effect and not all is as before; `failed`: none did. */
    outcome: v.picklist(['restored', 'partly-restored', 'failed']),
    /** The restore's own record in the ledger, and the action whose state before it puts back. */
    actionId: v.string(),
    restores: v.string(),
    resource: ResourceIdentity,
    /** Those that what was put back is exempt from. */
    rules: v.array(v.string()),
    severity: Severity,
    /** Who restored it. */
    actor: v.string(),
    before: v.array(v.string()),
    after: v.array(v.string()),
    notes: v.array(v.string()),
    /** When it is mended again, unless it is ended or exempted before; absent where no rule asks for it. */
    exemptUntil: v.optional(moment),
    failure: v.optional(FailureNote),
    at: moment,
  }),
  v.strictObject({
    version: v.literal(1),
    kind: v.literal('digest'),
    accountId: v.string(),
    region: v.string(),
    /** What happened from then on, until `at`. */
    since: moment,
    /** Absent where it could not be read. */
    gate: v.optional(v.picklist(['open', 'closed'])),
    /** Why and since when the breaker has tripped; null where it has not, absent where that could not be read. */
    breaker: v.optional(v.nullable(v.strictObject({ at: moment, cause: v.string() }))),
    /** Absent where the ledger could not be read. */
    actions: v.optional(ActionCounts),
    /** The same by account, where there are actions of another than the hub's own; AWS Config's verdicts are counted of that alone. */
    accounts: v.optional(v.array(v.strictObject({ accountId: v.string(), actions: ActionCounts }))),
    /**
     * Of each rule with anything to tell: actions by outcome, an action of several rules counted for each; resources that were right
     * already when they were to be mended; resources that AWS Config calls non-compliant now. What could not be read is absent.
     */
    rules: v.array(
      v.strictObject({
        rule: v.string(),
        actions: v.optional(ActionCounts),
        nothingToDo: v.optional(count),
        /** AWS Config counts to 25 and then says that there are more. */
        nonCompliant: v.optional(v.strictObject({ resources: count, orMore: v.boolean() })),
      }),
    ),
    /** Messages in the queues now. Absent where they could not be counted. */
    queues: v.optional(
      v.strictObject({
        /** Fix instructions, whether they wait for the gate, for their grace to end, or for the next run. */
        waiting: count,
        deadLetters: count,
        failedInvocations: count,
        /** Messages to Slack that wait, and those that were given up. */
        untold: count,
        undeliverable: count,
      }),
    ),
    /** When the oldest fix instruction was queued, of the first that were looked at; absent where none waits or none could be looked at. */
    oldestAt: v.optional(moment),
    /** In force now, and over within seven days; the first to end first. Absent where they could not be read. */
    exemptions: v.optional(
      v.array(v.strictObject({ id: v.string(), rule: v.string(), owner: v.string(), expires: moment })),
    ),
    /** What could not be read and why, a sentence each. */
    unread: v.array(v.string()),
    at: moment,
  }),
]);
export type Notice = v.InferOutput<typeof Notice>;
export type OutcomeNotice = Extract<Notice, { kind: 'outcome' }>;
export type DeadLetterNotice = Extract<Notice, { kind: 'dead-letter' }>;
export type BreakerNotice = Extract<Notice, { kind: 'breaker-tripped' }>;
export type TugOfWarNotice = Extract<Notice, { kind: 'tug-of-war' }>;
export type GraceNotice = Extract<Notice, { kind: 'grace' }>;
export type ExpiringNotice = Extract<Notice, { kind: 'exemption-expiring' }>;
export type ExemptionsUnreadableNotice = Extract<Notice, { kind: 'exemptions-unreadable' }>;
export type RestoredNotice = Extract<Notice, { kind: 'restored' }>;
export type DigestNotice = Extract<Notice, { kind: 'digest' }>;
