import { isDeepStrictEqual } from 'node:util';
import type { ExemptionWatch } from '../contract/exemption-watch.ts';
import type { Notice } from '../contract/notice.ts';
import type { ExemptionReader } from './read-exemptions.ts';
import { type Watched, watchExemptions } from './watch.ts';
import type { WatchStore } from './watch-store.ts';

export interface WatchDeps {
  readonly exemptions: ExemptionReader;
  readonly store: WatchStore;
  readonly accountId: string;
  readonly region: string;
  tell(notices: readonly Notice[]): Promise<void>;
  /** Has AWS Config judge everything again by a rule; a rule that is not deployed has nothing to judge. */
  evaluate(ruleId: string): Promise<void>;
  now(): Date;
  report(message: string, fields: Record<string, unknown>): void;
}

export interface WatchSummary {
  readonly readable: boolean;
  readonly told: number;
  readonly evaluated: readonly string[];
}

/**
 * One round of the watch. What is to be told is noted first, under the condition that nobody else has: two rounds at once, as EventBridge
 * may start them, tell it once. Where it cannot be told it is taken back, and the next round tells it. A rule that AWS Config would
 * not evaluate now is tried again the next time. Rejects where nothing can be told or noted.
 */
export async function keepWatch(deps: WatchDeps): Promise<WatchSummary> {
  const { state, etag } = await deps.store.read();
  const now = deps.now();
  const watched = watchExemptions(state, await deps.exemptions(), now);
  const { next } = watched;
  const readable = next.unreadableSince === null;
  const noted = isEqual(next, state) ? etag : await deps.store.write({ state: next, etag });
  if (noted === null) return { readable, told: 0, evaluated: [] };
  const notices = noticesOf(watched, deps, now);
  try {
    if (notices.length > 0) await deps.tell(notices);
  } catch (error) {
    const untold = { ...next, reminded: state.reminded, unreadableSince: state.unreadableSince };
    await deps.store.write({ state: untold, etag: noted });
    throw error;
  }
  const evaluated: string[] = [];
  for (const rule of next.outdated) {
    try {
      await deps.evaluate(rule);
      evaluated.push(rule);
    } catch (error) {
      deps.report('rule not evaluated again yet', { rule, error });
    }
  }
  const outdated = next.outdated.filter((rule) => !evaluated.includes(rule));
  if (evaluated.length > 0) await deps.store.write({ state: { ...next, outdated }, etag: noted });
  return { readable, told: notices.length, evaluated };
}

/** But for when it was looked, which is noted with the next change: until then nothing has ended. */
function isEqual({ lookedAt: now, ...next }: ExemptionWatch, { lookedAt: then, ...state }: ExemptionWatch): boolean {
  return (now === undefined) === (then === undefined) && isDeepStrictEqual(next, state);
}

function noticesOf({ expiring, unreadable }: Watched, { accountId, region }: WatchDeps, now: Date): Notice[] {
  const at = now.toISOString();
  const reminders = expiring.map(({ exemption, until, days }): Notice => {
    const expires = until.toISOString();
    return { version: 1, kind: 'exemption-expiring', accountId, region, exemption, expires, days, at };
  });
  if (unreadable === null) return reminders;
  const failure = {
    code: unreadable.code,
    message: unreadable.message.slice(0, 500),
    next: 'Nothing is mended until both lists are valid again: see `configmend exemptions list`, and put right what it names.',
  };
  return [{ version: 1, kind: 'exemptions-unreadable', accountId, region, failure, at }, ...reminders];
}
