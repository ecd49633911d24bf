/** The same for a while, unless it failed. */
export function remembered<T>(read: () => Promise<T>, ms: number, now: () => Date): () => Promise<T> {
  let last: { readonly at: number; readonly value: Promise<T> } | undefined;
  return () => {
    const at = now().getTime();
    if (last !== undefined && at - last.at < ms) return last.value;
    const value = read();
    last = { at, value };
    value.catch(() => (last = undefined));
    return value;
  };
}
