import * as v from 'valibot';
import { Severity } from './instruction.ts';
import { ResourceIdentity, ResourceType } from './resource.ts';
import { Violation } from './violation.ts';
import { moment } from './moment.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** `20261121T030000Z-0a1b2c3d`: begins with the moment of its start in UTC, so that the newest sorts last. */
export const SweepId = v.pipe(v.string(), v.regex(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/, 'must be the id of a sweep'));

/**
 * So often one place is gone on with, by another invocation each time. Lambda takes a function that starts itself for a loop, and starts it no
 * more after sixteen invocations in a row (AWS Lambda Developer Guide, "Lambda recursive loop detection"): the start of the sweep and the place's first are
 * two of them, and two are to spare.
 */
export const mostContinuations = 12;

export const SweptPlace = v.strictObject({
  accountId: ResourceIdentity.entries.accountId,
  /** As people call the account; its id where it has no name. */
  name: v.string(),
  region: ResourceIdentity.entries.region,
});
export type SweptPlace = v.InferOutput<typeof SweptPlace>;

/** Which places a sweep is to look at: `sweeps/<sweep>/places.json`, written before any of them. A place without a part was not looked at. */
export const SweepPlan = v.strictObject({
  version: v.literal(1),
  sweepId: SweepId,
  startedAt: moment,
  places: v.array(SweptPlace),
});
export type SweepPlan = v.InferOutput<typeof SweepPlan>;

/** How far a place was looked at: of this type all whose id sorts (by UTF-16 units) before or is `after`, and all types before it. */
export const SweepCursor = v.strictObject({ type: ResourceType, after: v.string() });
export type SweepCursor = v.InferOutput<typeof SweepCursor>;

/** What became of a finding. `not-queued`: it could have been, and the sweep was to queue nothing. */
export const Disposition = v.picklist(['queued', 'not-queued', 'exempt', 'observed', 'left-to-people']);
export type Disposition = v.InferOutput<typeof Disposition>;

/** What one rule found in one resource. */
export const SweepFinding = v.strictObject({
  resource: v.omit(ResourceIdentity, ['tags']),
  rule: v.string(),
  severity: Severity,
  /** What is wrong; empty where all of it is exempt. */
  violations: v.array(Violation),
  /** What would be wrong, and is exempt. */
  exempt: v.array(Violation),
  disposition: Disposition,
  /** A clause for people; absent of what was queued. */
  reason: v.optional(v.string()),
  /** Of what was queued under a grace period: not to be mended before. */
  notBefore: v.optional(moment),
});
export type SweepFinding = v.InferOutput<typeof SweepFinding>;

/** What could not be read or judged, and so counts as nothing, least of all compliant. */
export const SweepUnread = v.strictObject({
  /** Absent where it is the whole place. */
  type: v.optional(ResourceType),
  /** Absent where they could not be listed. */
  id: v.optional(v.string()),
  /** Absent where no rule judged it. */
  rule: v.optional(v.string()),
  reason: v.string(),
});
export type SweepUnread = v.InferOutput<typeof SweepUnread>;

/** Of one rule, in resources. */
export const SweepCounts = v.strictObject({ compliant: count, exempt: count, violating: count, unread: count });
export type SweepCounts = v.InferOutput<typeof SweepCounts>;

/**
 * What was found in one account and region, or in a part of it: an S3 object `sweeps/<sweep>/<account>-<region>.json`, written once and
 * never changed. A place that takes longer than one invocation has several, `….1.json` and so on: together they are the report.
 */
export const SweepPart = v.strictObject({
  version: v.literal(1),
  sweepId: SweepId,
  /** 0, and one more for each that goes on with it. */
  part: v.pipe(count, v.maxValue(mostContinuations)),
  place: SweptPlace,
  /** Of the account: `observe` is never queued. */
  mode: v.picklist(['observe', 'auto']),
  /** Of the sweep. */
  startedAt: moment,
  /** Of this part. */
  started: moment,
  ended: moment,
  /** Whether the place was gone through to its end. What AWS would not show on the way is `unread` and does not make it incomplete. */
  complete: v.boolean(),
  /** Where the next part goes on; absent of the last one. */
  next: v.optional(SweepCursor),
  /** By rule, of every rule that was judged by. */
  counts: v.record(v.string(), SweepCounts),
  findings: v.array(SweepFinding),
  unread: v.array(SweepUnread),
});
export type SweepPart = v.InferOutput<typeof SweepPart>;

export const sweepsFolder = 'sweeps/';

export function sweepPlanKey(sweepId: string): string {
  return `${sweepsFolder}${sweepId}/places.json`;
}

export function sweepPartKey({
  sweepId,
  part,
  place: { accountId, region },
}: {
  readonly sweepId: string;
  readonly part: number;
  readonly place: Pick<SweptPlace, 'accountId' | 'region'>;
}): string {
  return `${sweepsFolder}${sweepId}/${accountId}-${region}${part === 0 ? '' : `.${part}`}.json`;
}
