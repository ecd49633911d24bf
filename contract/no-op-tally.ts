import * as v from 'valibot';
import { moment } from './moment.ts';

/** Of ten minutes: far more than there can be, so that the sum of all is a number still. */
const mostCounted = 1_000_000_000;
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostCounted));

/**
 * How many resources were right already when they were to be mended, by rule and ten minutes: `digest/no-ops.json` in the ledger bucket. The ledger
 * has none of them, since nothing was changed. The coordinator alone writes it, and only after a run that had some; a count that
 * could not be written is lost and nothing else.
 */
export const NoOpTally = v.strictObject({
  version: v.literal(1),
  /** The oldest first. `from` begins the ten minutes. */
  spans: v.array(v.strictObject({ from: moment, byRule: v.record(v.string(), count) })),
});
export type NoOpTally = v.InferOutput<typeof NoOpTally>;

/** Before anything was counted; the stack creates the object with it. */
export const initialNoOpTally: NoOpTally = { version: 1, spans: [] };

const spanMs = 10 * 60 * 1000;
/** Longer than a digest looks back. */
const keptMs = 26 * 60 * 60 * 1000;

/** Pure. The tally with these added at the moment, and without what is too old to be told. */
export function withNoOps(tally: NoOpTally, byRule: Readonly<Record<string, number>>, now: Date): NoOpTally {
  const from = new Date(Math.floor(now.getTime() / spanMs) * spanMs).toISOString();
  const held = tally.spans.find((span) => span.from === from)?.byRule ?? {};
  const added = Object.entries(byRule).map(
    ([rule, more]) =>
      [rule, Math.min(mostCounted, (Object.hasOwn(held, rule) ? (held[rule] ?? 0) : 0) + more)] as const,
  );
  const others = tally.spans.filter((span) => span.from !== from && now.getTime() - Date.parse(span.from) < keptMs);
  const spans = [...others, { from, byRule: { ...held, ...Object.fromEntries(added) } }];
  return { version: 1, spans: spans.toSorted((one, other) => Date.parse(one.from) - Date.parse(other.from)) };
}

/** Pure. By rule, from ten minutes that began at `since` or later. */
export function noOpsSince(tally: NoOpTally, since: Date): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { from, byRule } of tally.spans) {
    if (Date.parse(from) < since.getTime()) continue;
    for (const [rule, more] of Object.entries(byRule)) sum.set(rule, (sum.get(rule) ?? 0) + more);
  }
  return sum;
}
