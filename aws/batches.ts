/**
 * Cuts items into batches within a call's limits, in order; they are taken one by one, as a batch needs them. An item that alone is over
 * `bytes` gets a batch of its own: the service then says what is wrong with it.
 */
export function* batches<T>(
  items: Iterable<T>,
  sizeOf: (item: T) => number,
  limits: { readonly items: number; readonly bytes: number },
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batch.length === limits.items || (batch.length > 0 && bytes + size > limits.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
