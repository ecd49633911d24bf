import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Problem } from '../problem.ts';
import { type Answered, get } from './api.ts';

/** What a page has of the server, kept while it cannot be reached. */
export interface Live<T> {
  readonly data: T | undefined;
  /** Why the last answer was none. */
  readonly problem: Problem | undefined;
  readonly status: number;
  readonly isGone: boolean;
  /** Asks at once. */
  now(): void;
  /** Shows what was answered elsewhere. */
  take(answer: Answered<T>): void;
}

interface Held {
  readonly body: unknown;
  readonly etag: string | null;
}

/** By path, so that going back to a page shows it at once. */
const held = new Map<string, Held>();
const retryMs = 2000;

interface Shown {
  readonly path: string | undefined;
  readonly problem: Problem | undefined;
  readonly status: number;
  readonly isGone: boolean;
  readonly turn: number;
}

/**
 * Asks for a path again and again, every so many milliseconds while the page is in view, or once where that is 0. Nothing is drawn
 * anew where nothing changed.
 */
export function useLive<T>(path: string | undefined, everyMs: number): Live<T> {
  const [shown, show] = useState<Shown>({ path, problem: undefined, status: 200, isGone: false, turn: 0 });
  const [asked, ask] = useState(0);

  const take = useCallback(
    (answer: Answered<T>): void => {
      if (path === undefined || answer.kind === 'same') {
        show((before) =>
          before.isGone || before.problem !== undefined ? { ...fine(path), turn: before.turn + 1 } : before,
        );
        return;
      }
      if (answer.kind === 'ok') held.set(path, { body: answer.body, etag: answer.etag });
      show((before) => {
        const turn = before.turn + 1;
        if (answer.kind === 'ok') return { ...fine(path), turn };
        if (answer.kind === 'gone') return before.isGone ? before : { ...before, path, isGone: true, turn };
        return { path, problem: answer.problem, status: answer.status, isGone: false, turn };
      });
    },
    [path],
  );

  useEffect(() => {
    if (path === undefined) return undefined;
    const ending = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;
    const run = async (): Promise<void> => {
      clearTimeout(timer);
      if (isAsking) return;
      isAsking = true;
      const answer = await get<T>(path, held.get(path)?.etag ?? null, ending.signal).catch(() => undefined);
      isAsking = false;
      if (answer === undefined || ending.signal.aborted) return;
      take(answer);
      const next = answer.kind === 'gone' ? retryMs : everyMs;
      if (next > 0 && document.visibilityState === 'visible') timer = setTimeout(() => void run(), next);
    };
    const look = (): void => {
      if (document.visibilityState === 'visible' && everyMs > 0) void run();
    };
    document.addEventListener('visibilitychange', look);
    void run();
    return () => {
      ending.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [path, everyMs, asked, take]);

  const { problem, status, isGone } = shown.path === path ? shown : fine(path);
  // The server is of the same build as the page.
  const data = path === undefined ? undefined : (held.get(path)?.body as T | undefined);
  return { data, problem, status, isGone, take, now: useCallback(() => ask((count) => count + 1), []) };
}

function fine(path: string | undefined): Omit<Shown, 'turn'> {
  return { path, problem: undefined, status: 200, isGone: false };
}
