import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { ResourceIdentity } from '../contract/resource.ts';
import { mostContinuations, SweepCursor, SweepId } from '../contract/sweep-report.ts';
import { ledgerId } from '../safety/ledger.ts';
import { moment } from '../contract/moment.ts';

/** What the function sends itself: one place to look at, or to go on with. */
export const PlaceEvent = v.strictObject({
  sweepId: SweepId,
  startedAt: moment,
  accountId: ResourceIdentity.entries.accountId,
  region: ResourceIdentity.entries.region,
  continuation: v.optional(
    v.strictObject({
      part: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(mostContinuations)),
      from: SweepCursor,
    }),
  ),
});
export type PlaceEvent = v.InferOutput<typeof PlaceEvent>;

export type SweepEvent =
  | { readonly kind: 'all'; readonly sweepId: string; readonly startedAt: string }
  | { readonly kind: 'place'; readonly asked: PlaceEvent };

/** EventBridge's scheduled event, as far as it tells one start from another. */
const Scheduled = v.looseObject({ id: v.string(), time: moment });

/**
 * Pure. What an event asks for. A scheduled event that is delivered twice, or tried again, is the same sweep; any other without a
 * place is a new one of this request. Throws EVENT_UNREADABLE for a place that cannot be read.
 */
export function sweepEventOf(event: unknown, requestId: string, now: Date): SweepEvent {
  if (typeof event === 'object' && event !== null && 'sweepId' in event) {
    const parsed = v.safeParse(PlaceEvent, event);
    if (parsed.success) return { kind: 'place', asked: parsed.output };
    throw new Failure('EVENT_UNREADABLE', `sweep of a place: ${explainIssues(parsed.issues)}`);
  }
  const scheduled = v.safeParse(Scheduled, event);
  const { id, at } = scheduled.success
    ? { id: scheduled.output.id, at: new Date(scheduled.output.time) }
    : { id: requestId, at: now };
  return { kind: 'all', sweepId: sweepIdOf(at, id), startedAt: at.toISOString() };
}

/** Pure. The same moment and name always give the same id. */
export function sweepIdOf(at: Date, name: string): string {
  return ledgerId(at, createHash('sha256').update(name).digest('hex').slice(0, 8));
}
