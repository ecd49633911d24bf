import type { Log } from '../contract/log.ts';
import type { OutboxMessage } from './outbox-event.ts';
import type { TellOutboxDeps } from './tell-outbox.ts';

type Outbox = TellOutboxDeps['outbox'];

/** As many as weeks of a busy account bring; a few hundred kilobytes. */
const remembered = 5000;

/**
 * Remembers which messages were told, for as long as the function's environment lives: one that comes again, since SQS delivered it
 * twice or did not take its deletion, is deleted and not told again.
 */
export function toldOnce(outbox: Outbox): {
  /** The outbox, whose deletions are noted. */
  readonly outbox: Outbox;
  /** Those that were not told yet, each once. */
  sift(messages: readonly OutboxMessage[], log: Log): Promise<OutboxMessage[]>;
} {
  const told = new Set<string>();
  return {
    outbox: {
      ...outbox,
      async delete(receipts) {
        for (const { messageId } of receipts) told.add(messageId);
        for (const id of told) {
          if (told.size <= remembered) break;
          told.delete(id);
        }
        await outbox.delete(receipts);
      },
    },
    async sift(messages, log) {
      const fresh = new Map<string, OutboxMessage>();
      const again: OutboxMessage[] = [];
      for (const message of messages) {
        if (told.has(message.messageId)) again.push(message);
        // A copy within the batch is left alone: to delete it might delete what is not told yet.
        else if (!fresh.has(message.messageId)) fresh.set(message.messageId, message);
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
