import { notingRequestIds } from '../aws/request-id.ts';
import type { Change } from '../contract/plan.ts';

/**
 * `moved-on`: AWS took the call but did not find all it names, so the resource is no longer what was planned for. `untouched`:
 * it surely found nothing of it, and nothing was changed.
 */
export type Applied = 'done' | 'moved-on' | 'untouched';

/** Makes one planned call, and tells what AWS calls the request it answered. Rejects with the SDK's error. */
export type Apply = (change: Change, note?: (requestId: string) => void) => Promise<Applied>;

/** The calls of one client. */
export function applyWith<C extends object>(client: C, apply: (client: C, change: Change) => Promise<Applied>): Apply {
  return (change, note) => apply(note === undefined ? client : notingRequestIds(client, note), change);
}
