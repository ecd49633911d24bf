import type { Plan } from '../contract/plan.ts';

/** One plan of several, in their order. */
export function mergePlans(parts: readonly (Plan | null)[]): Plan {
  const plans = parts.filter((part) => part !== null);
  return {
    changes: plans.flatMap(({ changes }) => changes),
    before: plans.flatMap(({ before }) => before),
    after: plans.flatMap(({ after }) => after),
    notes: plans.flatMap(({ notes }) => notes),
  };
}
