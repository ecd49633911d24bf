import type { ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import type { Remediator } from './remediator.ts';

/** Plans as the remediator does, and leaves as it is what is exempt besides. */
export function sparing<T extends ResourceType>(
  remediator: Pick<Remediator<T>, 'plan'> | undefined,
  exempt: readonly Violation[],
): Pick<Remediator<T>, 'plan'> | undefined {
  if (remediator === undefined || exempt.length === 0) return remediator;
  return {
    plan: (resource, violations, limits) =>
      remediator.plan(resource, violations, { ...limits, exempt: [...(limits.exempt ?? []), ...exempt] }),
  };
}
