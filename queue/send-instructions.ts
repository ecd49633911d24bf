import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { sendInBatches } from '../aws/send-batches.ts';
import { Failure } from '../contract/failure.ts';
import type { Instruction } from '../contract/instruction.ts';

/** Below what SQS takes in one call (see most-bytes.ts). */
const bytesPerCall = 1_000_000;

/** Queues instructions. Throws QUEUE_SEND_FAILED, transient, when some are still refused after three rounds. */
export async function sendInstructions(
  sqs: Pick<SQSClient, 'send'>,
  queueUrl: string,
  instructions: readonly Instruction[],
  delaySeconds = 0,
): Promise<void> {
  const limits = { perCall: 10, bytesPerCall, sizeOf: (body: string) => Buffer.byteLength(body) };
  const refusals = await sendInBatches(bodiesOf(instructions), limits, async (bodies) => {
    const Entries = bodies.map((body, index) => ({
      Id: String(index),
      MessageBody: body,
      DelaySeconds: delaySeconds,
    }));
    return sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  });
  const [first] = refusals;
  if (first === undefined) return;
  throw new Failure('QUEUE_SEND_FAILED', `${refusals.length} instructions were not queued: ${first.reason}`, {
    cause: first.cause,
    ids: { queueUrl },
    transient: true,
  });
}

/** One after the other, so that no more of them are held than one call takes: a sweep queues hundreds at once. */
function* bodiesOf(instructions: readonly Instruction[]): Generator<string> {
  for (const instruction of instructions) yield messageBody(instruction);
}

/**
 * As an instruction is queued anew, or goes to the dead letters: with an attempt counted, a time to wait for and the reason, and below what
 * SQS takes. Rules send none of more than 800,000.
 */
export const mostBytesOfInstruction = 900_000;

/** SQS refuses the two characters that XML does not have and JSON does not escape (SQS API, SendMessage). */
export function messageBody(instruction: Instruction): string {
  return JSON.stringify(instruction).replaceAll(
    /[\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
