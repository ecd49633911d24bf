import type { GracePeriod } from '../contract/grace-state.ts';
import { longestGraceDays } from '../contract/grace-length.ts';
import type { Instruction } from '../contract/instruction.ts';

const longestMs = longestGraceDays * 86_400_000;
/** AWS Config's verdicts are late by minutes: two beginnings so near to each other are one. */
export const settlingMs = 15 * 60_000;
/** For so long after its end a period still counts for what is found again: the mend may be under way, or be tried again. */
const keptMs = 3_600_000;

/** No two clocks of AWS are further apart: in doubt a message is not dropped. */
const skewMs = 10_000;

export interface Grace {
  readonly period: GracePeriod;
  /** Whether people know of it. */
  readonly told: boolean;
}

type Found = Pick<Instruction, 'evidence' | 'notBefore' | 'begins' | 'announced'>;

/**
 * Pure. Until when a violation is left alone, from what was found of it, in whatever order, and the period that people were told of.
 * The earliest end holds, so that finding it again never puts it off; only a violation that began anew, after the earlier one had
 * ended, has a period of its own; so does one that was found after the known one was found mended, whatever AWS Config knows of that. Nobody's
 * message can ask for more than the longest grace from now.
 */
export function graceOf(found: readonly Found[], known: GracePeriod | undefined, now: Date): Grace {
  if (known?.settledAt !== undefined) {
    const since = found.filter(({ evidence }) => !isSettled(known, evidence.capturedAt));
    // What was found before is here to be told, and ends no period of what has come back.
    if (since.length === 0) return graceOf(found, undefined, now);
    const { period, told } = graceOf(since, undefined, now);
    return { period: { ...period, begun: true }, told };
  }
  let grace: Grace | undefined = known === undefined ? undefined : { period: known, told: true };
  for (const one of found.toSorted(byCapture)) {
    const own: Grace = { period: periodOf(one, now), told: one.announced === true };
    grace = grace === undefined ? own : joined(grace, own, now);
  }
  if (grace === undefined) throw new RangeError('nothing was found');
  return grace;
}

/** Pure. Whether it can be mended now. */
export function isOver(period: GracePeriod, now: Date): boolean {
  return Date.parse(period.until) <= now.getTime();
}

/** Pure. Whether what was captured then is of a violation that has been found mended since. */
export function isSettled(known: GracePeriod | undefined, capturedAt: string): boolean {
  return known?.settledAt !== undefined && Date.parse(capturedAt) < Date.parse(known.settledAt) - skewMs;
}

/** Pure. Without the periods that are over and done with. */
export function pruned(
  periods: Readonly<Record<string, GracePeriod>>,
  now: Date,
): Readonly<Record<string, GracePeriod>> {
  return Object.fromEntries(
    Object.entries(periods).filter(
      ([, { until, settledAt = until }]) => now.getTime() - Math.max(Date.parse(until), Date.parse(settledAt)) < keptMs,
    ),
  );
}

function joined(grace: Grace, own: Grace, now: Date): Grace {
  const [one, other] = [grace.period, own.period];
  const [since, until] = [Date.parse(other.since), Date.parse(other.until)];
  const apart = isOver(one, now) || until > Date.parse(one.until) + settlingMs;
  if (other.begun && since > Date.parse(one.since) && apart) return own;
  if (one.begun && since < Date.parse(one.since)) return grace;
  // A beginning that is the same one makes it the latest known: what comes again of it must not look like another.
  const period = {
    since: other.begun ? other.since : earlier(one.since, other.since),
    until: earlier(one.until, other.until),
    begun: one.begun || other.begun,
  };
  return { period, told: grace.told || own.told };
}

function periodOf(one: Found, now: Date): GracePeriod {
  const { notBefore, begins, evidence } = one;
  const latest = now.getTime() + longestMs;
  // A rule that has no grace wants it mended at once. A moment that there is not, such as the 30th of February, is none to mend at.
  const asked = notBefore === undefined ? Math.min(captured(one), now.getTime()) : Date.parse(notBefore);
  const until = Number.isNaN(asked) ? latest : Math.min(asked, latest);
  return { since: evidence.capturedAt, until: new Date(until).toISOString(), begun: begins === true };
}

function earlier(one: string, other: string): string {
  return Date.parse(other) < Date.parse(one) ? other : one;
}

/** Of the same evidence what tells of a beginning comes first, so that the others belong to it. */
function byCapture(one: Found, other: Found): number {
  return captured(one) - captured(other) || Number(other.begins ?? false) - Number(one.begins ?? false);
}

function captured({ evidence }: Found): number {
  return Date.parse(evidence.capturedAt);
}
