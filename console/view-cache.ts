import { createHash } from 'node:crypto';
import type { Reading, ViewData, ViewName } from './console-data.ts';
import type { ConsoleSource } from './console-source.ts';
import { reading } from './read-health.ts';

export interface CachedView<V extends ViewName = ViewName> {
  readonly reading: Reading<ViewData[V]>;
  readonly etag: string;
}

/** What was read of each page last; several pages that ask at once cost one read. */
export interface ViewCache {
  /** As it is, read anew where that may be another by now, or where `again` asks for it. */
  get<V extends ViewName>(view: V, again?: boolean): Promise<CachedView<V>>;
  /** As it was read last. */
  peek<V extends ViewName>(view: V): CachedView<V> | undefined;
}

/** A page that could not be read is tried again after so long, or sooner where a person asks. */
const retryMs = 5000;

export function createViewCache(source: ConsoleSource, clock: () => number = Date.now): ViewCache {
  const held: { [V in ViewName]?: { view: CachedView<V>; version: number; at: number } } = {};
  const running: { [V in ViewName]?: Promise<CachedView<V>> } = {};

  const read = async <V extends ViewName>(name: V): Promise<CachedView<V>> => {
    const version = source.version();
    const found = await reading(source.views[name], () => source.now());
    const view = { reading: found, etag: etagOf(found) };
    Object.assign(held, { [name]: { view, version, at: clock() } });
    return view;
  };
  const isFresh = (name: ViewName): boolean => {
    const last = held[name];
    if (last === undefined || last.version !== source.version()) return false;
    const stale = source.staleMs[name];
    return clock() - last.at < (last.view.reading.kind === 'failed' ? Math.min(retryMs, stale) : stale);
  };
  const peek = <V extends ViewName>(name: V): CachedView<V> | undefined => held[name]?.view;
  return {
    peek,
    async get(name, again = false) {
      const last = peek(name);
      if (!again && last !== undefined && isFresh(name)) return last;
      const going = running[name];
      if (going !== undefined) return going;
      const promise = read(name).finally(() => delete running[name]);
      Object.assign(running, { [name]: promise });
      return promise;
    },
  };
}

/** Of the data alone: when it was read is no change. */
function etagOf(found: Reading<unknown>): string {
  const content = found.kind === 'read' ? found.data : found.problem;
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}"`;
}
