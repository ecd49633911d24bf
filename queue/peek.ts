import { ChangeMessageVisibilityBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import { sendInBatches } from '../aws/send-batches.ts';
import { received } from './received.ts';

export interface PeekOptions {
  /** Given each message as it comes, once by its id. It must not keep more than is needed: there may be very many. */
  take(message: Message): void;
  /** How many there are, as far as that is known: so many receivers read, and so long are messages held. */
  readonly expected?: number;
  /** Ends the read early: what was read is given back all the same, and `peek` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  progress?(read: number): void;
  /** Work on messages that are held still. What it answers, by receipt handle, is settled and not given back. */
  whileHeld?(): Promise<ReadonlySet<string>>;
  now?(): number;
  /** Where fewer are to be held at once than SQS would let one hold. */
  readonly mostMessages?: number;
  /** Of the long polls. SQS asks all of its servers only from 1 on; a stand-in that has one server may be asked with 0. */
  readonly waitSeconds?: number;
}

export interface Peeked {
  /** Read, each counted once. */
  readonly messages: number;
  /** `time`: it took so long that the first ones would have come round again; `many`: more are not to be held at once. */
  readonly ended: 'empty' | 'time' | 'many';
  /** For so long nobody else could receive them. */
  readonly heldMs: number;
  /** What SQS would not take back: it comes back by itself within so many seconds. */
  readonly notGivenBack: number;
  readonly holdSeconds: number;
  /** The most often that SQS says one of them was received, this time included. */
  readonly mostReceives: number;
}

/** SQS has 120,000 in flight at most (SQS Developer Guide, "Message quotas"); the rest is left to those who work the queue. */
const mostMessages = 100_000;
const mostReceivers = 30;
const longestHoldSeconds = 120;

/**
 * Looks at every message that is visible now. SQS has no peek: messages are received, and made visible again as soon as all are
 * read, whether the read succeeds, fails or is ended by its signal. They are held until then, since what is visible again would
 * come again. Whoever kills the process, or cuts it off from AWS, leaves them hidden for the rest of the hold: 30 to 120 s.
 * Nothing is deleted, and no attempt is counted; SQS counts a receive. Rejects with the SDK's error, or with READ_FAILED.
 */
export async function peek(sqs: Pick<SQSClient, 'send'>, queueUrl: string, options: PeekOptions): Promise<Peeked> {
  const { signal, now = Date.now, mostMessages: most = mostMessages, waitSeconds = 1 } = options;
  const { receivers, holdSeconds } = pace(options.expected);
  const beganAt = now();
  const ids = new Set<string>();
  const handles: string[] = [];
  let mostReceives = 0;
  let ended: Peeked['ended'] = 'empty';
  let failed = false;

  const goesOn = (): boolean => {
    if (failed || signal?.aborted === true) return false;
    // A quarter of the hold is left for giving back.
    if (now() - beganAt > holdSeconds * 750) ended = 'time';
    else if (handles.length >= most) ended = 'many';
    return ended === 'empty';
  };

  const readOn = async (): Promise<void> => {
    try {
      while (goesOn()) {
        const messages = await receive(sqs, queueUrl, holdSeconds, waitSeconds);
        if (messages.length === 0) return;
        for (const message of messages) {
          handles.push(message.ReceiptHandle ?? '');
          mostReceives = Math.max(mostReceives, Number(message.Attributes?.ApproximateReceiveCount ?? 0));
        }
        for (const message of messages) {
          const id = message.MessageId ?? '';
          if (ids.has(id)) continue;
          ids.add(id);
          options.take(message);
        }
        options.progress?.(ids.size);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };

  let settled: ReadonlySet<string> = new Set();
  let notGivenBack = 0;
  try {
    // All of them are waited for: a receive that is under way hides messages whether or not anybody hears the answer.
    const lanes = await Promise.allSettled(Array.from({ length: receivers }, readOn));
    const broken = lanes.find((lane) => lane.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    signal?.throwIfAborted();
    if (options.whileHeld !== undefined) settled = await options.whileHeld();
  } finally {
    const held = handles.filter((handle) => !settled.has(handle));
    notGivenBack = await giveBack(sqs, queueUrl, held, receivers);
  }
  const heldMs = handles.length === 0 ? 0 : now() - beganAt;
  return { messages: ids.size, ended, heldMs, notGivenBack, holdSeconds, mostReceives };
}

function pace(expected = 400): { receivers: number; holdSeconds: number } {
  return {
    receivers: Math.max(1, Math.min(mostReceivers, Math.ceil(expected / 100))),
    holdSeconds: Math.min(longestHoldSeconds, 30 + Math.ceil(expected / 50)),
  };
}

/** A long poll asks all of SQS's servers, so that no answer means no message (SQS Developer Guide, "Short and long polling"). */
function receive(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
  holdSeconds: number,
  waitSeconds: number,
): Promise<readonly Message[]> {
  return received(sqs, {
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: waitSeconds,
    VisibilityTimeout: holdSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
}

/** Never rejects; answers how many were refused. Those come back by themselves when their hold ends. */
async function giveBack(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
  handles: readonly string[],
  lanes: number,
): Promise<number> {
  const share = Math.max(10, Math.ceil(handles.length / lanes / 10) * 10);
  const starts = Array.from({ length: Math.ceil(handles.length / share) }, (_, lane) => lane * share);
  const refusals = await Promise.all(
    starts.map((start) =>
      sendInBatches(handles.slice(start, start + share), { perCall: 10 }, async (batch) => {
        const Entries = batch.map((ReceiptHandle, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }));
        return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }),
    ),
  );
  return refusals.flat().length;
}
