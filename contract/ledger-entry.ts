import * as v from 'valibot';
import { RemediatorId, Severity } from './instruction.ts';
import { Outcome } from './outcome.ts';
import { Change, Plan } from './plan.ts';
import { Resource, ResourceIdentity } from './resource.ts';
import { Violation } from './violation.ts';
import { moment } from './moment.ts';

const milliseconds = v.pipe(v.number(), v.minValue(0));

/** One call that was made. `error` is AWS's code and words where it failed. */
export const CallRecord = v.strictObject({
  service: Change.entries.service,
  operation: v.string(),
  startedAt: v.optional(moment),
  durationMs: v.optional(milliseconds),
  /** What AWS calls the request, as its support and CloudTrail do; absent where nothing was answered. */
  requestId: v.optional(v.string()),
  error: v.optional(v.string()),
  /** It failed, and may have taken effect all the same: the answer was lost. */
  inDoubt: v.optional(v.literal(true)),
});
export type CallRecord = v.InferOutput<typeof CallRecord>;

/** What became of an action. A restore ends as `restored`, `partly-restored` where not all of it is as before, or `failed`. */
export const ActionOutcome = v.picklist([...Outcome.options, 'restored', 'partly-restored']);
export type ActionOutcome = v.InferOutput<typeof ActionOutcome>;

const notRecorded = { kind: 'unread', reason: 'not in a record of version 1' } as const;

/** A whole resource. What version 1 did not read of a bucket is unread. */
const Recorded = v.pipe(
  v.unknown(),
  v.transform((given) =>
    v.is(v.looseObject({ type: v.literal('AWS::S3::Bucket') }), given)
      ? { encryption: notRecorded, versioning: notRecorded, logging: notRecorded, website: notRecorded, ...given }
      : given,
  ),
  Resource,
);

/** As AWS Config has it. `NOT_APPLICABLE` where the resource is gone, `UNKNOWN` where it could not be read again or judged. */
export const RecordedVerdict = v.picklist(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'UNKNOWN']);
export type RecordedVerdict = v.InferOutput<typeof RecordedVerdict>;

/** What an action goes back to, for whoever follows it through logs, queue and CloudTrail. */
export const Trace = v.strictObject({
  instructions: v.array(v.string()),
  messages: v.array(v.string()),
  /** Of the change that was found, where the evidence names one. */
  events: v.array(v.string()),
});
export type Trace = v.InferOutput<typeof Trace>;

/**
 * One resource's mend, or its restore. `before` is the whole resource as it was read before the first call: what a restore puts back.
 * The fields from `outcome` on are absent until it has ended: an action without an outcome was interrupted. Those that version 1
 * had not are absent in its entries.
 */
export const ActionRecord = v.strictObject({
  id: v.string(),
  /** The action whose unfinished work this one goes on with; the state to restore is then that one's `before`. */
  continues: v.optional(v.string()),
  /** The action that this one puts back. */
  restores: v.optional(v.string()),
  resource: ResourceIdentity,
  rules: v.array(v.string()),
  severity: Severity,
  /** A line each. */
  violations: v.array(v.string()),
  /** The same as data. */
  found: v.optional(v.array(Violation)),
  /** Who had made the change that is mended, or who restores. */
  actor: v.optional(v.string()),
  trace: v.optional(Trace),
  before: Recorded,
  plan: Plan,
  calls: v.array(CallRecord),
  outcome: v.optional(ActionOutcome),
  /** By the rules that asked for the mend; before it, it was NON_COMPLIANT. */
  verdictAfter: v.optional(RecordedVerdict),
  /** Null where the resource was gone in the end. */
  after: v.optional(v.nullable(Recorded)),
  failure: v.optional(v.string()),
  /** It ended by itself before it made any call. One that was interrupted recorded none either, and may have made them all. */
  untouched: v.optional(v.literal(true)),
  /** From before the first call until the outcome was known. */
  durationMs: v.optional(milliseconds),
});
export type ActionRecord = v.InferOutput<typeof ActionRecord>;

/**
 * What one remediator invocation, or one restore, is about to do, written before its first mutating call, and what came of it,
 * written after: one S3 object for all resources of a batch. `id` begins with the UTC date and time and names the object. Version
 * 2 is what is written; version 1 had no restores and fewer fields, and is read all the same.
 */
export const LedgerEntry = v.strictObject({
  version: v.picklist([1, 2]),
  id: v.pipe(v.string(), v.regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/, 'must be like 20261120T233800Z-0a1b2c3d')),
  runId: v.string(),
  /** Which kind of resource it is about, also where people restore it. */
  remediator: RemediatorId,
  accountId: ResourceIdentity.entries.accountId,
  region: ResourceIdentity.entries.region,
  startedAt: moment,
  finishedAt: v.optional(moment),
  actions: v.array(ActionRecord),
});
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
