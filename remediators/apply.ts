import { notingRequestIds } from '../aws/request-id.ts';
import type { ActionRecord } from '../contract/ledger-entry.ts';
import type { Change } from '../contract/plan.ts';

/**
 * `moved-on`: AWS took the call but did not find all it names, so the resource is no longer what was planned for. `untouched`:
 * it surely found nothing of it, and nothing was changed.
 */
export type Applied = 'done' | 'moved-on' | 'untouched';

/** Makes one planned call, and tells what AWS calls the request it answered. Rejects with the SDK's error. */
export type Apply = (change: Change, note?: (requestId: string) => void) => Promise<Applied>;

/** The action for which calls are made: it shows in CloudTrail, and permissions of another account are no wider than its resource. */
export type CallsFor = Pick<ActionRecord, 'id' | 'resource' | 'rules'>;

/** How the calls of one action are made. Rejects with ROLE_NOT_ASSUMED where the account lets nobody in. */
export type ApplyFor = (action: CallsFor) => Promise<Apply>;

/** The calls of one client. */
export function applyWith<C extends object>(client: C, apply: (client: C, change: Change) => Promise<Applied>): Apply {
  return (change, note) => apply(note === undefined ? client : notingRequestIds(client, note), change);
}
