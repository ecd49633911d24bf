import * as v from 'valibot';
import { batches } from './batches.ts';
import { errorText } from './classify-error.ts';

const text = v.fallback(v.optional(v.string()), undefined);
const entries = v.fallback(v.array(v.fallback(v.object({ Id: text, Code: text, Message: text }), {})), []);
/** What a batch call answers: each entry by its id in one of two lists. What has another form says nothing of any. */
const BatchAnswer = v.fallback(v.object({ Successful: entries, Failed: entries }), { Successful: [], Failed: [] });

/** `call` is to use the position in the list as the entry's id, and to answer all that AWS answers. */
export type SendBatch<T> = (batch: readonly T[]) => Promise<unknown>;

export interface BatchLimits<T> {
  readonly perCall: number;
  /** Bytes that one call takes in all; an item that is larger by itself is sent alone. */
  readonly bytesPerCall?: number;
  readonly sizeOf?: (item: T) => number;
}

export interface Refusal<T> {
  readonly item: T;
  /** AWS's code and words. */
  readonly reason: string;
  readonly cause?: unknown;
}

const rounds = 3;

/**
 * Sends items through one of AWS's batch calls, which answer 200 and list what they took and what they refused. Only what they say they
 * took counts as sent: whoever deletes what was passed on would lose the rest. That is sent again, three times in all, and may so be sent
 * twice. A call that is rejected as a whole does not keep the other batches from being sent. Never rejects: returns what was not taken in
 * the end.
 */
export async function sendInBatches<T>(
  items: Iterable<T>,
  limits: BatchLimits<T>,
  call: SendBatch<T>,
): Promise<Refusal<T>[]> {
  const refusals: Refusal<T>[] = [];
  const { perCall, bytesPerCall = Infinity, sizeOf = () => 0 } = limits;
  for (const batch of batches(items, sizeOf, { items: perCall, bytes: bytesPerCall })) {
    refusals.push(...(await sendOne(batch, call)));
  }
  return refusals;
}

async function sendOne<T>(batch: readonly T[], call: SendBatch<T>): Promise<Refusal<T>[]> {
  let left: Refusal<T>[] = batch.map((item) => ({ item, reason: '' }));
  for (let round = 0; round < rounds && left.length > 0; round++) {
    const sent = left.map(({ item }) => item);
    try {
      left = notTaken(sent, v.parse(BatchAnswer, await call(sent)));
    } catch (cause) {
      return sent.map((item) => ({ item, reason: errorText(cause), cause }));
    }
  }
  return left;
}

/** An entry that is in both lists was refused: sent twice does less harm than lost. */
function notTaken<T>(sent: readonly T[], { Successful, Failed }: v.InferOutput<typeof BatchAnswer>): Refusal<T>[] {
  const taken = new Set(Successful.map(({ Id }) => Id));
  const failed = new Map(Failed.map((entry) => [entry.Id, entry]));
  return sent.flatMap((item, index) => {
    const entry = failed.get(String(index));
    if (entry !== undefined) return { item, reason: `${entry.Code ?? 'Unknown'}: ${entry.Message ?? ''}` };
    return taken.has(String(index)) ? [] : { item, reason: 'Unknown: the answer does not say that it was taken' };
  });
}
