import type { ConsoleAction } from '../console-action.ts';
import type { Reading, ViewData, ViewName } from '../console-data.ts';
import type { ActionResult, PreparedBody, ProblemBody } from '../console-source.ts';
import type { Problem } from '../problem.ts';

/** What the server answered. `gone`: it did not, as when configmend has ended; the page then keeps what it shows. */
export type Answered<T> =
  | { readonly kind: 'ok'; readonly body: T; readonly etag: string | null }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly status: number; readonly problem: Problem }
  | { readonly kind: 'gone' };

async function ask<T>(path: string, init: RequestInit): Promise<Answered<T>> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, credentials: 'same-origin', redirect: 'error' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { kind: 'gone' };
  }
  if (response.status === 304) return { kind: 'same' };
  const body: unknown = response.status === 204 ? undefined : await response.json();
  // The server is of the same build as the page, and what it sends is typed there.
  if (response.ok) return { kind: 'ok', body: body as T, etag: response.headers.get('etag') };
  const { problem } = body as ProblemBody;
  return { kind: 'refused', status: response.status, problem };
}

function post<T>(path: string, body: unknown): Promise<Answered<T>> {
  return ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export function get<T>(path: string, etag: string | null, signal: AbortSignal): Promise<Answered<T>> {
  // Without `no-store` the browser answers 304 itself, and the page would be drawn anew for nothing.
  return ask(path, { signal, cache: 'no-store', headers: etag === null ? {} : { 'if-none-match': etag } });
}

export function openSession(token: string): Promise<Answered<undefined>> {
  return post('/api/session', { token });
}

export function readAgain<V extends ViewName>(view: V): Promise<Answered<Reading<ViewData[V]>>> {
  return post('/api/again', { view });
}

/** What a write would do. Nothing is changed yet. */
export function prepare(action: ConsoleAction): Promise<Answered<PreparedBody>> {
  return post('/api/confirmations', { action });
}

/** Does what was shown, with the nonce that it was shown with. */
export function carryOut(action: ConsoleAction, nonce: string): Promise<Answered<ActionResult>> {
  return post('/api/actions', { action, nonce });
}
