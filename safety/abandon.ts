import type { ResourceIdentity } from '../contract/resource.ts';
import { mendedKey } from '../contract/resource-key.ts';
import type { InFlight } from '../contract/safety-state.ts';
import { type UpdateDeps, updateSafety } from './safety-store.ts';

/**
 * Notes that the function which worked these resources for a run has ended without an answer: what it had begun may be taken up at once, and
 * need not wait until it surely is over. What another run began is left as it is, for its function may still be at it. Rejects with
 * SAFETY_UNREADABLE.
 */
export async function abandon(resources: readonly ResourceIdentity[], runId: string, deps: UpdateDeps): Promise<void> {
  const keys = new Set(resources.map(mendedKey));
  const isOver = (action: InFlight): boolean => action.runId === runId && keys.has(action.resource);
  await updateSafety(deps, (state) => {
    const inFlight = state.inFlight.map((action) =>
      isOver(action) ? { ...action, abandoned: true as const } : action,
    );
    return { next: state.inFlight.some(isOver) ? { ...state, inFlight } : state, answer: undefined };
  });
}
