import type { ResourceIdentity } from '../contract/resource.ts';
import { resourceKey } from '../contract/resource-key.ts';
import { type UpdateDeps, updateSafety } from './safety-store.ts';

/**
 * Notes that the function which worked these resources has ended without an answer: what it had begun may be taken up at once, and
 * need not wait until it surely is over. Rejects with SAFETY_UNREADABLE.
 */
export async function abandon(resources: readonly ResourceIdentity[], deps: UpdateDeps): Promise<void> {
  const keys = new Set(resources.map(resourceKey));
  await updateSafety(deps, (state) => {
    const concerned = state.inFlight.some((action) => keys.has(action.resource));
    const inFlight = state.inFlight.map((action) =>
      keys.has(action.resource) ? { ...action, abandoned: true as const } : action,
    );
    return { next: concerned ? { ...state, inFlight } : state, answer: undefined };
  });
}
