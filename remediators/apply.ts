import type { Change } from '../contract/plan.ts';

/**
 * `moved-on`: AWS took the call but did not find all it names, so the resource is no longer what was planned for. `untouched`:
 * it surely found nothing of it, and nothing was changed.
 */
export type Applied = 'done' | 'moved-on' | 'untouched';

/** Makes one planned call. Rejects with the SDK's error. */
export type Apply = (change: Change) => Promise<Applied>;
