import { isOfType } from '../contract/is-of-type.ts';
import type { Plan } from '../contract/plan.ts';
import type { Resource, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import type { PlanLimits, Remediator } from './remediator.ts';

/** A remediator as the registry holds it: its own resource type closed over. Throws for a resource of another type. */
export interface RegisteredRemediator extends Omit<Remediator, 'plan'> {
  plan(resource: Resource, violations: readonly Violation[], limits: PlanLimits): Plan;
}

export function register<T extends ResourceType>(remediator: Remediator<T>): RegisteredRemediator {
  return {
    ...remediator,
    plan(resource, violations, limits) {
      if (!isOfType(resource, remediator.resourceType)) {
        throw new TypeError(`${remediator.id} cannot mend a ${resource.type}`);
      }
      return remediator.plan(resource, violations, limits);
    },
  };
}
