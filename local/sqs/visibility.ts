import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { readInput } from '../read-input.ts';
import type { Caller } from '../service.ts';
import { assertBatch, BatchEntries, runBatch } from './batch.ts';
import { invalidParameter, refuseMember } from './errors.ts';
import type { Queue } from './queue.ts';
import { messageOf } from './receipt-handle.ts';
import type { QueueRegistry } from './registry.ts';

const members = { ReceiptHandle: v.string(), VisibilityTimeout: v.number() };
const Single = v.strictObject({ QueueUrl: v.string(), ...members });
const Batch = v.strictObject({ QueueUrl: v.string(), Entries: BatchEntries });
/** The batch form may leave the timeout out: the message is then visible at once. */
const Entry = v.strictObject({ Id: v.string(), ...members, VisibilityTimeout: v.optional(v.number(), 0) });

const longestSeconds = 43_200;

export function changeMessageVisibility(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Single, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'ChangeMessageVisibility');
  const done = change(queue, input.ReceiptHandle, input.VisibilityTimeout);
  queue.waiters.wake();
  return done;
}

export function changeMessageVisibilityBatch(registry: QueueRegistry, raw: unknown, caller: Caller): object {
  const input = readInput(Batch, raw, refuseMember);
  const queue = registry.forCaller(input.QueueUrl, caller, 'ChangeMessageVisibilityBatch');
  assertBatch(input.Entries);
  const entries = input.Entries.map((entry) => readInput(Entry, entry, refuseMember));
  const answer = runBatch(entries, (entry) => change(queue, entry.ReceiptHandle, entry.VisibilityTimeout));
  queue.waiters.wake();
  return answer;
}

/** The new timeout counts from now; from the receive on it may last 12 hours in all (SQS Developer Guide, "Visibility timeout"). */
function change(queue: Queue, handle: string, seconds: number): object {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestSeconds) {
    throw invalidParameter(seconds, 'VisibilityTimeout', 'Must be between 0 and 43200.');
  }
  const message = messageOf(queue, handle);
  if (message === undefined) {
    throw invalidParameter(
      handle,
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    );
  }
  if (message.state !== 'in-flight') {
    if (queue.context.oddities.silentLateVisibility) return {};
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  }
  const until = queue.context.deps.clock.now() + seconds * 1000;
  if (until > message.lastReceivedAt + longestSeconds * 1000) {
    throw invalidParameter(
      seconds,
      'VisibilityTimeout',
      'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
    );
  }
  queue.messages.hide(message, until);
  return {};
}
