import * as v from 'valibot';
import { RemediatorId } from './instruction.ts';
import { ResourceIdentity } from './resource.ts';
import { moment } from './moment.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Mends that were begun in one coordinator run, by kind of resource, account and region. */
export const RunCount = v.strictObject({
  runId: v.string(),
  resourceType: ResourceIdentity.entries.type,
  /** Absent where a version before several accounts counted them: then they count for each. */
  accountId: v.optional(v.string()),
  region: v.optional(v.string()),
  at: moment,
  mends: count,
});
export type RunCount = v.InferOutput<typeof RunCount>;

/** An action that was begun and has not ended: once it is abandoned, or after a remediator's longest run, it was interrupted. */
export const InFlight = v.strictObject({
  entryId: v.string(),
  actionId: v.string(),
  remediator: RemediatorId,
  /** `account/region/type/id`, with `global` for the region of what an account has once. */
  resource: v.string(),
  at: moment,
  /** The coordinator's run that had it begun. Absent where a version began it that did not say so: then no run may say that it is abandoned. */
  runId: v.optional(v.string()),
  /** Its function is known to have ended without an answer. */
  abandoned: v.optional(v.literal(true)),
});
export type InFlight = v.InferOutput<typeof InFlight>;

/** One violation that was mended once. `violation` is a digest of its line as annotations write it. */
export const MendMark = v.strictObject({
  resource: v.string(),
  violation: v.string(),
  at: moment,
  actionId: v.string(),
  /** Who had made the change that was mended, where that is known. */
  actor: v.optional(v.string()),
});
export type MendMark = v.InferOutput<typeof MendMark>;

/** A violation that keeps coming back and is left to people until they reset it. */
export const TugOfWar = v.strictObject({
  resource: ResourceIdentity,
  violation: v.string(),
  since: moment,
  /** When it was mended, and who had brought it back each time as far as that is known; oldest first. */
  mends: v.array(v.strictObject({ at: moment, actionId: v.string(), actor: v.optional(v.string()) })),
  /** Whether people know. */
  told: v.boolean(),
});
export type TugOfWar = v.InferOutput<typeof TugOfWar>;

/** Why the breaker tripped, and when. */
export const Trip = v.strictObject({
  at: moment,
  runId: v.string(),
  cause: v.string(),
  /** Where the mends were to be that went beyond a limit. */
  accountId: v.optional(v.string()),
  region: v.optional(v.string()),
  /** Whether people know. */
  told: v.boolean(),
});
export type Trip = v.InferOutput<typeof Trip>;

/**
 * What the safeguards remember between runs: one S3 object, `safety/state.json` in the ledger bucket, written only under the
 * condition that it is as it was read.
 */
export const SafetyState = v.strictObject({
  version: v.literal(1),
  tripped: v.nullable(Trip),
  runs: v.array(RunCount),
  inFlight: v.array(InFlight),
  mends: v.array(MendMark),
  tugsOfWar: v.array(TugOfWar),
});
export type SafetyState = v.InferOutput<typeof SafetyState>;

/** Before anything was ever mended; the stack creates the object with it. */
export const initialSafetyState: SafetyState = {
  version: 1,
  tripped: null,
  runs: [],
  inFlight: [],
  mends: [],
  tugsOfWar: [],
};
