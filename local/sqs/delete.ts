import * as v from 'valibot';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { assertBatch, BatchEntries, runBatch } from './batch.ts';
import { refuseMember } from './errors.ts';
import type { Queue } from './queue.ts';
import { messageOf } from './receipt-handle.ts';
import type { QueueRegistry } from './registry.ts';

const Single = v.strictObject({ QueueUrl: v.string(), ReceiptHandle: v.string() });
const Batch = v.strictObject({ QueueUrl: v.string(), Entries: BatchEntries });
const Entry = v.strictObject({ Id: v.string(), ReceiptHandle: v.string() });

/**
 * DeleteMessage. A stale handle, or one of a message that is gone, is a success that deletes nothing; the latest handle goes on
 * working after the visibility timeout until the message is received again.
 */
export function deleteMessage(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Single, raw, refuseMember);
  return remove(registry.forCaller(input.QueueUrl, caller, 'DeleteMessage'), input.ReceiptHandle);
}

export function deleteMessageBatch(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Batch, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'DeleteMessageBatch');
  assertBatch(input.Entries);
  const entries = input.Entries.map((entry) => readInput(Entry, entry, refuseMember));
  return runBatch(entries, (entry) => remove(queue, entry.ReceiptHandle));
}

function remove(queue: Queue, handle: string): object {
  const message = messageOf(queue, handle);
  if (message !== undefined) queue.messages.delete(message);
  // A long poll may wait because too many messages were in flight.
  queue.waiters.wake();
  return {};
}
