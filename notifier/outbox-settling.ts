import type { Log } from '../contract/log.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxMessage } from './outbox-event.ts';
import type { Outgoing } from './outgoing.ts';
import { putBackSeconds } from './put-back.ts';
import type { Way } from './way.ts';

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** What becomes of the messages of one batch. Nothing here rejects: what SQS does not take now, comes again. */
export interface OutboxSettling {
  /**
   * It is told. Its messages are deleted once nothing of them is left to tell by any way: at once, so that a function that dies repeats
   * nothing of it.
   */
  finish(outgoing: Outgoing): Promise<void>;
  /** It is to be told later by its way: its messages wait for so long, when the batch is over. */
  hold(outgoing: readonly Outgoing[], seconds: number): void;
  /** It will never be told by its way as it is: its messages go to the dead letters with the reason, once no other way tells them yet. */
  bury(outgoing: Outgoing, reason: Reason): Promise<void>;
  /** Puts back what is held, and answers its ids. What one way has told and the other has not is passed on for the other alone. */
  end(): Promise<string[]>;
}

/** How a message stands. */
interface Standing {
  readonly message: OutboxMessage;
  /** How much of it each way is yet to tell. */
  readonly left: Map<Way, number>;
  /** For how long each way is to wait with it, in seconds. */
  readonly held: Map<Way, number>;
  /** Which way will never tell it, and why. */
  refused: { readonly way: Way; readonly reason: Reason } | null;
  /** It is out of the queue, or Lambda will take it out. */
  settled: boolean;
}

export function createOutboxSettling(outbox: Outbox, log: Log, planned: readonly Outgoing[]): OutboxSettling {
  const standings = new Map<string, Standing>();
  for (const { way, items } of planned) {
    for (const { message } of items) {
      const standing = standings.get(message.messageId) ?? newStanding(message);
      standing.left.set(way, (standing.left.get(way) ?? 0) + 1);
      standings.set(message.messageId, standing);
    }
  }
  const standingsOf = ({ items }: Outgoing): Set<Standing> =>
    new Set(items.flatMap(({ message }) => standings.get(message.messageId) ?? []));

  const attempt = async (otherwise: string, call: () => Promise<void>): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      log('warn', otherwise, { error });
      return false;
    }
  };

  /** Where that fails, the way that refused it is asked again, and no other. */
  const giveUp = async (standing: Standing): Promise<void> => {
    const { message, held, refused } = standing;
    if (refused === null || standing.settled) return;
    const call = (): Promise<void> => outbox.deadLetter(message, message.body, refused.reason);
    standing.settled = await attempt('message is not given up yet', call);
    if (standing.settled) return;
    held.set(refused.way, putBackSeconds(message.receives));
    standing.refused = null;
  };

  return {
    async finish(outgoing) {
      for (const { message } of outgoing.items) {
        const left = standings.get(message.messageId)?.left;
        left?.set(outgoing.way, (left.get(outgoing.way) ?? 1) - 1);
      }
      const over = [...standingsOf(outgoing)].filter((standing) => !isOpen(standing) && !standing.settled);
      const told = over.filter(({ refused }) => refused === null);
      for (const standing of told) standing.settled = true;
      // Where this fails, Lambda deletes them when the batch is over.
      if (told.length > 0) {
        await attempt('what was told is not deleted yet', () => outbox.delete(told.map(({ message }) => message)));
      }
      for (const standing of over) await giveUp(standing);
    },
    hold(outgoing, seconds) {
      for (const one of outgoing) for (const { held } of standingsOf(one)) held.set(one.way, seconds);
    },
    async bury(outgoing, reason) {
      for (const standing of standingsOf(outgoing)) {
        standing.left.set(outgoing.way, 0);
        standing.refused = { way: outgoing.way, reason };
        if (!isOpen(standing)) await giveUp(standing);
      }
    },
    async end() {
      const waiting = [...standings.values()].filter(({ held, settled }) => held.size > 0 && !settled);
      const unfinished: Standing[] = [];
      for (const standing of waiting) {
        if (!(await passedOn(standing))) unfinished.push(standing);
      }
      const bySeconds = new Map<number, OutboxMessage[]>();
      for (const { message, held } of unfinished) {
        const seconds = Math.min(...held.values());
        bySeconds.set(seconds, [...(bySeconds.get(seconds) ?? []), message]);
      }
      for (const [seconds, messages] of bySeconds) {
        await attempt('what is put back comes later than it should', () => outbox.giveBack(messages, seconds));
      }
      return unfinished.map(({ message }) => message.messageId);
    },
  };

  /** Whether one way is done with it, so that a copy waits for the other, and the message itself is settled. */
  async function passedOn({ message, left, held, refused }: Standing): Promise<boolean> {
    const done = [...left].flatMap(([way, count]) => (count === 0 && !held.has(way) ? way : []));
    if (done.length === 0) return false;
    const seconds = Math.min(...held.values());
    const told = [...new Set([...message.told, ...done])];
    if (!(await attempt('what one way has told is not passed on', () => outbox.passOn(message, told, seconds)))) {
      return false;
    }
    if (refused !== null) {
      return attempt('message is not given up yet', () => outbox.deadLetter(message, message.body, refused.reason));
    }
    // Where this fails, Lambda deletes it when the batch is over: it is not among the unfinished.
    await attempt('what was told is not deleted yet', () => outbox.delete([message]));
    return true;
  }
}

function newStanding(message: OutboxMessage): Standing {
  return { message, left: new Map(), held: new Map(), refused: null, settled: false };
}

function isOpen({ left }: Standing): boolean {
  return [...left.values()].some((count) => count > 0);
}
