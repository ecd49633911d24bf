import type { Log } from '../contract/log.ts';
import type { Queue } from '../queue/queue.ts';
import type { OutboxMessage } from './outbox-event.ts';
import type { Outgoing } from './outgoing.ts';
import { putBackSeconds } from './put-back.ts';

/** What becomes of the messages of one batch. Nothing here rejects: what SQS does not take now, comes again. */
export interface OutboxSettling {
  /** It is told: its messages are deleted, at once, so that a function that dies repeats nothing of it. */
  finish(outgoing: Outgoing): Promise<void>;
  /** It is to be told later: its messages are put back for so long, when the batch is over. */
  hold(outgoing: readonly Outgoing[], seconds: number): void;
  /** It will never be told as it is: its messages go to the dead letters with the reason. */
  bury(outgoing: Outgoing, reason: { readonly code: string; readonly message: string }): Promise<void>;
  /** Puts back what is held, and answers its ids. */
  end(): Promise<string[]>;
}

export function createOutboxSettling(
  outbox: Pick<Queue, 'delete' | 'giveBack' | 'deadLetter'>,
  log: Log,
  planned: readonly Outgoing[],
): OutboxSettling {
  /** How much of each message is yet to be told. */
  const left = new Map<string, number>();
  for (const { message } of planned.flatMap(({ items }) => items)) {
    left.set(message.messageId, (left.get(message.messageId) ?? 0) + 1);
  }
  const held = new Map<string, { readonly message: OutboxMessage; readonly seconds: number }>();

  const attempt = async (otherwise: string, call: () => Promise<void>): Promise<boolean> => {
    try {
      await call();
      return true;
    } catch (error) {
      log('warn', otherwise, { error });
      return false;
    }
  };

  return {
    async finish({ items }) {
      const done: OutboxMessage[] = [];
      for (const { message } of items) {
        const more = (left.get(message.messageId) ?? 1) - 1;
        left.set(message.messageId, more);
        if (more === 0) done.push(message);
      }
      // Where this fails, Lambda deletes them when the batch is over.
      if (done.length > 0) await attempt('what was told is not deleted yet', () => outbox.delete(done));
    },
    hold(outgoing, seconds) {
      for (const { message } of outgoing.flatMap(({ items }) => items)) {
        held.set(message.messageId, { message, seconds });
      }
    },
    async bury({ items }, reason) {
      for (const { message } of items) {
        const call = (): Promise<void> => outbox.deadLetter(message, message.body, reason);
        if (await attempt('message is not given up yet', call)) continue;
        held.set(message.messageId, { message, seconds: putBackSeconds(message.receives) });
      }
    },
    async end() {
      const bySeconds = new Map<number, OutboxMessage[]>();
      for (const { message, seconds } of held.values()) {
        bySeconds.set(seconds, [...(bySeconds.get(seconds) ?? []), message]);
      }
      for (const [seconds, messages] of bySeconds) {
        await attempt('what is put back comes later than it should', () => outbox.giveBack(messages, seconds));
      }
      return [...held.keys()];
    },
  };
}
