import type { GracePeriod, GraceState } from '../contract/grace-state.ts';
import { groupBy } from '../contract/group-by.ts';
import type { HeldMessage, Work } from '../contract/remediation-batch.ts';
import type { Held } from '../safety/state-store.ts';
import {
  type Claim,
  claimsOf,
  current,
  hasGrace,
  idOf,
  isLeftOver,
  isOtherThan,
  messagesOf,
  without,
  withoutMessages,
} from './claims.ts';
import { graceNotice } from './grace-notice.ts';
import { type Grace, graceOf, isOver, pruned } from './grace-period.ts';
import type { GraceStore } from './grace-store.ts';
import type { SettleUnworked, SettleUnworkedDeps } from './settle-unworked.ts';

export interface HoldBackDeps extends SettleUnworkedDeps {
  readonly graceStore: GraceStore;
}

/** Neither of the two rejects. */
export interface HoldBack {
  /** What of the work can be done now; the rest is announced and back in the queue. */
  due(work: readonly Work[]): Promise<Work[]>;
  /**
   * Notes that these were found mended by runs of a remediator that began at `since`, so that what comes back of them has a period of its
   * own. What cannot be noted counts, as long as the period does, as the same violation.
   */
  settled(work: readonly Work[], since: Date): Promise<void>;
}

type Periods = Readonly<Record<string, GracePeriod>>;

interface Decided extends Grace {
  readonly claim: Claim;
}

/** So long at most a message is out of sight: SQS delays none for longer (SQS API, SendMessage). */
const mostSeconds = 900;
/** So often at most a note is written anew, since somebody else had written. */
const mostAttempts = 4;
/** What cannot be decided or told now is tried again after so many seconds. */
const againSeconds = 60;

/**
 * Holds back what is in its grace period. People are told first, then it is noted that they were, then the message goes back to the
 * queue with the end of the period: whoever dies in between, it is told at least once, never mended before, and not lost. It
 * is queued anew rather than given back, since SQS moves away what was received too often, and a message that waits for days
 * would look like a coordinator that does not come round.
 */
export function createHoldBack(deps: HoldBackDeps, settle: SettleUnworked): HoldBack {
  let held: Held<GraceState> | undefined;

  async function orReport(what: string, fields: Record<string, unknown>, act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      deps.report(what, { ...fields, error });
      return false;
    }
  }

  const look = async (): Promise<boolean> =>
    held !== undefined ||
    orReport('grace periods are not known, so what has one waits', {}, async () => {
      held = await deps.graceStore.read();
    });

  /** Answers those that people know of now. */
  async function announce(waiting: readonly Decided[], now: Date): Promise<Decided[]> {
    const untold = waiting.filter(({ told }) => !told);
    const notices = untold.map(({ claim, period }) => graceNotice(claim.kept.instruction, period.until, now));
    const resources = untold.map(({ claim }) => claim.work.resource.id);
    if (notices.length === 0 || (await orReport('grace was not announced', { resources }, () => deps.tell(notices)))) {
      return [...waiting];
    }
    await settle.giveBack(messagesOf(claimsIn(untold)), againSeconds);
    return waiting.filter(({ told }) => told);
  }

  async function note(waiting: readonly Decided[], now: Date): Promise<void> {
    await write((periods) => byId(waiting.filter(({ claim, period }) => !same(periods[claim.id], period))), now);
  }

  /** Where somebody else has written since it was read, it is read again: `newsOf` says what is to be noted beside that. */
  async function write(newsOf: (periods: Periods) => Periods, now: Date): Promise<void> {
    const resources = Object.keys(newsOf(held?.state.periods ?? {})).length;
    if (held === undefined || resources === 0) return;
    let latest = held;
    held = undefined;
    await orReport('grace periods were not noted', { resources }, async () => {
      for (let attempt = 1; attempt <= mostAttempts; attempt++) {
        const { state, etag } = latest;
        const next: GraceState = { ...state, periods: { ...pruned(state.periods, now), ...newsOf(state.periods) } };
        const written = await deps.graceStore.write({ state: next, etag });
        if (written !== null) {
          held = { state: next, etag: written };
          return;
        }
        latest = await deps.graceStore.read();
      }
    });
  }

  /** A claim whose message could not be queued anew comes again when its hold ends, with all its messages. */
  async function putOff(waiting: readonly Decided[], now: Date): Promise<void> {
    for (const [seconds, together] of bySeconds(waiting, now)) {
      const messages = together.map(({ claim, period }) => announced(claim.kept, period));
      const messageIds = messages.map(({ messageId }) => messageId);
      const done = await orReport('messages not put off', { messageIds }, () => deps.queue.putOff(messages, seconds));
      if (!done) continue;
      await settle.drop(together.flatMap(({ claim: { messages: all, kept } }) => all.filter(isOtherThan(kept))));
    }
  }

  const due = async (given: readonly Work[]): Promise<Work[]> => {
    let work = [...given];
    let timed = work.flatMap(claimsOf).filter(({ messages }) => messages.some(hasGrace));
    if (timed.length === 0) return work;
    if (!(await look())) {
      await settle.giveBack(messagesOf(timed), againSeconds);
      return without(work, timed);
    }
    const now = deps.now();
    const periods = held?.state.periods ?? {};
    const old = messagesOf(timed).filter((message) => isLeftOver(message, periods[idOf(message.instruction)]));
    if (old.length > 0) {
      await settle.drop(old);
      work = withoutMessages(work, old);
      timed = work.flatMap(claimsOf).filter(({ messages }) => messages.some(hasGrace));
    }
    const decided = timed.map((claim): Decided => {
      const found = claim.messages.map(({ instruction }) => instruction);
      const grace = graceOf(found, periods[claim.id], now);
      return { ...grace, claim: current(claim, grace.period) };
    });
    const waiting = decided.filter(({ period }) => !isOver(period, now));
    const known = await announce(waiting, now);
    await note(known, now);
    await putOff(known, now);
    return dated(without(work, claimsIn(waiting)), decided);
  };

  const settled = async (work: readonly Work[], since: Date): Promise<void> => {
    const claims = work.flatMap(claimsOf);
    if (!claims.some(({ messages }) => messages.some(hasGrace)) || !(await look())) return;
    const ids = new Set(claims.map(({ id }) => id));
    const settledAt = since.toISOString();
    const ended = (periods: Periods): Periods =>
      Object.fromEntries(
        Object.entries(periods).flatMap(([id, period]) => (ids.has(id) ? [[id, { ...period, settledAt }]] : [])),
      );
    await write(ended, deps.now());
  };

  return { due, settled };
}

function claimsIn(waiting: readonly Decided[]): Claim[] {
  return waiting.map(({ claim }) => claim);
}

function same(known: GracePeriod | undefined, { since, until, begun }: GracePeriod): boolean {
  return known?.since === since && known.until === until && known.begun === begun;
}

function byId(waiting: readonly Decided[]): Record<string, GracePeriod> {
  return Object.fromEntries(waiting.map(({ claim, period }) => [claim.id, period]));
}

function bySeconds(waiting: readonly Decided[], now: Date): Map<number, Decided[]> {
  return groupBy(waiting, ({ period }) => secondsTo(period, now));
}

/** Rounded up, so that it is over when the message comes. */
function secondsTo({ until }: GracePeriod, now: Date): number {
  return Math.min(mostSeconds, Math.ceil((Date.parse(until) - now.getTime()) / 1000));
}

function announced(message: HeldMessage, { until }: GracePeriod): HeldMessage {
  return { ...message, instruction: { ...message.instruction, notBefore: until, announced: true } };
}

/** Each message with the end that holds for it, not the one that it asked for itself. */
function dated(work: readonly Work[], decided: readonly Decided[]): Work[] {
  const ends = new Map(
    decided.flatMap(({ claim, period }) => claim.messages.map((message) => [message, period.until])),
  );
  return work.map((item) => ({
    ...item,
    messages: item.messages.map((message) => {
      const notBefore = ends.get(message);
      return notBefore === undefined ? message : { ...message, instruction: { ...message.instruction, notBefore } };
    }),
  }));
}
