import { DeleteMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { errorText } from '../../aws/classify-error.ts';
import { sendInBatches } from '../../aws/send-batches.ts';
import type { Instruction } from '../../contract/instruction.ts';
import { peek } from '../../queue/peek.ts';
import { sendInstructions } from '../../queue/send-instructions.ts';
import { returnedInstruction } from './dead-letter.ts';

/** What became of each message that was asked for; ids of messages. */
export interface Returned {
  readonly returned: readonly string[];
  /** Queued again and not deleted here: it is in both queues, and worked once more if it is returned again. */
  readonly inBoth: readonly string[];
  readonly failed: readonly { readonly messageId: string; readonly reason: string }[];
  /** Not there any more, or with somebody else. */
  readonly missing: readonly string[];
}

interface Held {
  readonly messageId: string;
  readonly handle: string;
  readonly instruction: Instruction;
}

/** Bodies of so many bytes are held at once, so that it does not matter how many are returned. */
const mostBytesHeld = 50_000_000;

/**
 * Queues the instructions anew with their attempts at 0, then deletes the messages here: in that order, so that whatever fails in
 * between leaves two messages and never none. All others are given back. What there is no room to hold is taken when the queue is read
 * once more. Rejects with the SDK's error where the queue cannot be read.
 */
export async function returnDeadLetters(
  sqs: Pick<SQSClient, 'send'>,
  from: string,
  to: string,
  ids: readonly string[],
  signal?: AbortSignal,
  mostBytes = mostBytesHeld,
): Promise<Returned> {
  const asked = new Set(ids);
  const failed: { messageId: string; reason: string }[] = [];
  const returned: string[] = [];
  const inBoth: string[] = [];

  /** Answers whether to read again: some were left for want of room, though at least one was taken. */
  const readOnce = async (): Promise<boolean> => {
    const held: Held[] = [];
    let bytes = 0;
    let isLeft = false;
    await peek(sqs, from, {
      take(message) {
        const { MessageId: messageId = '', ReceiptHandle: handle = '', Body = '' } = message;
        if (!asked.has(messageId)) return;
        const size = Buffer.byteLength(Body);
        if (bytes > 0 && bytes + size > mostBytes) {
          isLeft = true;
          return;
        }
        bytes += size;
        asked.delete(messageId);
        const instruction = returnedInstruction(message);
        if (instruction === undefined) failed.push({ messageId, reason: 'its body is no fix instruction' });
        else held.push({ messageId, handle, instruction });
      },
      ...(signal === undefined ? {} : { signal }),
      async whileHeld() {
        const settled = new Set<string>();
        for (let start = 0; start < held.length; start += 10) {
          if (signal?.aborted === true) break;
          const some = held.slice(start, start + 10);
          try {
            await sendInstructions(
              sqs,
              to,
              some.map(({ instruction }) => instruction),
            );
          } catch (error) {
            failed.push(...some.map(({ messageId }) => ({ messageId, reason: errorText(error) })));
            continue;
          }
          const refused = new Set((await deleteAll(sqs, from, some)).map(({ item }) => item));
          for (const one of some) {
            if (refused.has(one)) {
              inBoth.push(one.messageId);
              continue;
            }
            settled.add(one.handle);
            returned.push(one.messageId);
          }
        }
        return settled;
      },
    });
    return isLeft && signal?.aborted !== true;
  };

  /** What was returned before is to be told, so that this never rejects. */
  const readAgain = async (): Promise<boolean> => {
    try {
      return await readOnce();
    } catch (error) {
      failed.push(...[...asked].map((messageId) => ({ messageId, reason: errorText(error) })));
      asked.clear();
      return false;
    }
  };

  for (let again = await readOnce(); again; again = await readAgain());
  return { returned, inBoth, failed, missing: [...asked] };
}

async function deleteAll(sqs: Pick<SQSClient, 'send'>, QueueUrl: string, held: readonly Held[]) {
  return sendInBatches(held, { perCall: 10 }, async (batch) => {
    const Entries = batch.map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle }));
    return sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  });
}
