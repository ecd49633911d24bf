import type { Log } from '../contract/log.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxMessage } from './outbox-event.ts';
import type { Way } from './way.ts';

/** As many as weeks of a busy account bring; a few hundred kilobytes. */
const remembered = 5000;

/**
 * Remembers which messages were told, for as long as the function's environment lives: one that comes again, since SQS delivered it
 * twice or did not take its deletion, is deleted and not told again. One that was told by one way, and that SQS did not take a copy of
 * for the other, is told by the other alone.
 */
export function toldOnce(outbox: Outbox): {
  /** The outbox, whose deletions are noted, and what it did not pass on. */
  readonly outbox: Outbox;
  /** Those that were not told yet, each once. */
  sift(messages: readonly OutboxMessage[], log: Log): Promise<OutboxMessage[]>;
} {
  const told = new Set<string>();
  const partly = new Map<string, readonly Way[]>();
  return {
    outbox: {
      ...outbox,
      async delete(receipts) {
        for (const { messageId } of receipts) told.add(messageId);
        forgetOldest(told);
        await outbox.delete(receipts);
      },
      async passOn(message, ways, afterSeconds) {
        try {
          await outbox.passOn(message, ways, afterSeconds);
        } catch (error) {
          partly.set(message.messageId, ways);
          forgetOldest(partly);
          throw error;
        }
      },
    },
    async sift(messages, log) {
      const fresh = new Map<string, OutboxMessage>();
      const again: OutboxMessage[] = [];
      for (const message of messages) {
        if (told.has(message.messageId)) again.push(message);
        // A copy within the batch is left alone: to delete it might delete what is not told yet.
        else if (!fresh.has(message.messageId)) {
          fresh.set(message.messageId, { ...message, told: partly.get(message.messageId) ?? message.told });
        }
      }
      if (again.length > 0) {
        log('info', 'messages came again, and are not told again', { messageIds: again.map((one) => one.messageId) });
        await outbox
          .delete(again)
          .catch((error: unknown) => log('warn', 'what was told is not deleted yet', { error }));
      }
      return [...fresh.values()];
    },
  };
}

function forgetOldest(noted: Set<string> | Map<string, unknown>): void {
  for (const id of noted.keys()) {
    if (noted.size <= remembered) break;
    noted.delete(id);
  }
}
