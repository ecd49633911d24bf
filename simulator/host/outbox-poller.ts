import type { Bites } from './bites.ts';
import { queueArnOf } from './deployment.ts';
import type { Functions } from './functions.ts';
import type { Services } from './services.ts';
import type { VirtualTime } from './virtual-time.ts';

/** As the stack has them where nothing is gathered into digests; a test holds them to it. */
export const pollers = 2;
export const batchSize = 10;

/** Lambda's poller of the outbox: batches for the notifier, at most two at once; what a batch does not settle comes again. */
export function pollOutbox(services: Services, functions: Functions, time: VirtualTime, bites: Bites): () => number {
  const feed = services.sqs.feed(queueArnOf('outbox'));
  if (feed === undefined) throw new Error('there is no outbox');
  let busy = 0;
  const work = async (): Promise<void> => {
    const records = Array.from({ length: batchSize }, () => feed.takeOne()).filter((record) => record !== undefined);
    if (records.length > 0) {
      bites.delivered(
        'outbox',
        records.map(({ messageId, attributes }) => ({ id: messageId, attributes })),
      );
      for (const { body } of records) bites.told(body);
      const ended = await functions.invoke('notifier', { Records: records });
      if (ended.kind === 'returned') {
        const { batchItemFailures } = ended.value as { batchItemFailures: { itemIdentifier: string }[] };
        const kept = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const { messageId, receiptHandle } of records) if (!kept.has(messageId)) feed.delete(receiptHandle);
      }
    }
    busy -= 1;
    look();
  };
  const look = (): void => {
    if (busy >= pollers || feed.visible() === 0) return;
    busy += 1;
    time.after(20, () => void work());
  };
  feed.watch(look);
  return () => busy;
}
