import { batches } from './batches.ts';
import { errorText } from './classify-error.ts';

/** What a batch call answers about an entry that it refused, by the entry's id. */
export interface FailedEntry {
  readonly Id?: string | undefined;
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
}

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
 * Sends items through one of AWS's batch calls, which answer 200 and list what they refused: that part is sent again, three
 * times in all. A call that is rejected as a whole does not keep the other batches from being sent. `call` is to use the
 * position in the list as the entry's id. Never rejects: returns what was refused in the end.
 */
export async function sendInBatches<T>(
  items: readonly T[],
  limits: BatchLimits<T>,
  call: (batch: readonly T[]) => Promise<readonly FailedEntry[] | undefined>,
): Promise<Refusal<T>[]> {
  const refusals: Refusal<T>[] = [];
  const { perCall, bytesPerCall = Infinity, sizeOf = () => 0 } = limits;
  for (const batch of batches(items, sizeOf, { items: perCall, bytes: bytesPerCall })) {
    refusals.push(...(await sendOne(batch, call)));
  }
  return refusals;
}

async function sendOne<T>(
  batch: readonly T[],
  call: (batch: readonly T[]) => Promise<readonly FailedEntry[] | undefined>,
): Promise<Refusal<T>[]> {
  let left: Refusal<T>[] = batch.map((item) => ({ item, reason: '' }));
  for (let round = 0; round < rounds && left.length > 0; round++) {
    const sent = left.map(({ item }) => item);
    try {
      const failed = new Map((await call(sent))?.map((entry) => [entry.Id, entry]));
      left = sent.flatMap((item, index) => {
        const entry = failed.get(String(index));
        return entry === undefined ? [] : [{ item, reason: `${entry.Code ?? 'Unknown'}: ${entry.Message ?? ''}` }];
      });
    } catch (cause) {
      return sent.map((item) => ({ item, reason: errorText(cause), cause }));
    }
  }
  return left;
}
