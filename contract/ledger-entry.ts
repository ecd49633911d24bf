import * as v from 'valibot';
import { RemediatorId, Severity } from './instruction.ts';
import { Outcome } from './outcome.ts';
import { Change, Plan } from './plan.ts';
import { Resource, ResourceIdentity } from './resource.ts';

const time = v.pipe(v.string(), v.isoTimestamp());

/** One call that was made. `error` is AWS's code and words where it failed. */
export const CallRecord = v.strictObject({
  service: Change.entries.service,
  operation: v.string(),
  error: v.optional(v.string()),
});
export type CallRecord = v.InferOutput<typeof CallRecord>;

/**
 * One resource's mend. `before` is the whole resource as it was read before the first call: what a restore puts back. The
 * fields from `outcome` on are absent until the mend has ended: an action without them was interrupted.
 */
export const ActionRecord = v.strictObject({
  id: v.string(),
  /** The action whose unfinished work this one goes on with; the state to restore is then that one's `before`. */
  continues: v.optional(v.string()),
  resource: ResourceIdentity,
  rules: v.array(v.string()),
  severity: Severity,
  violations: v.array(v.string()),
  actor: v.optional(v.string()),
  before: Resource,
  plan: Plan,
  calls: v.array(CallRecord),
  outcome: v.optional(Outcome),
  /** Null where the resource was gone in the end. */
  after: v.optional(v.nullable(Resource)),
  failure: v.optional(v.string()),
});
export type ActionRecord = v.InferOutput<typeof ActionRecord>;

/**
 * What one remediator invocation is about to do, written before its first mutating call, and what came of it, written after:
 * one S3 object for all resources of a batch. `id` begins with the UTC date and time and names the object.
 */
export const LedgerEntry = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/, 'must be like 20261120T233800Z-0a1b2c3d')),
  runId: v.string(),
  remediator: RemediatorId,
  accountId: v.string(),
  region: v.string(),
  startedAt: time,
  finishedAt: v.optional(time),
  actions: v.array(ActionRecord),
});
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;
