import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Plan } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import { describeViolation } from '../rules/annotation.ts';
import type { Judge } from '../rules/registered-rule.ts';
import type { RegisteredRemediator } from './registered-remediator.ts';
import type { PlanLimits } from './remediator.ts';

/** What the live resource says of an instruction, whatever the instruction itself says. */
export type Assessment =
  | { readonly kind: 'gone' }
  | { readonly kind: 'clean'; readonly resource: Resource }
  | { readonly kind: 'unclear'; readonly failure: Failure }
  | {
      readonly kind: 'violating';
      readonly resource: Resource;
      readonly violations: readonly Violation[];
      readonly plan: Plan;
    };

export type Violating = Extract<Assessment, { kind: 'violating' }>;

/**
 * Pure. Judges a live resource by the rules that asked for it and plans the mend of all their violations together. What is
 * certain is mended even where something else cannot be decided; where nothing is certain the resource is `unclear` and
 * nothing is changed.
 */
export function assess(
  resource: Resource,
  judges: readonly Judge[],
  context: Context,
  remediator: RegisteredRemediator,
  limits: PlanLimits,
): Assessment {
  const ids = { resourceId: resource.id, accountId: resource.accountId, region: resource.region };
  const found = judges.flatMap((judge) => judge(resource, context));
  const violations = found.filter(isMendable);
  const undecided = found.find((violation) => violation.kind === 'undecided');
  if (violations.length > 0) {
    const plan = remediator.plan(resource, violations, limits);
    if (plan.changes.length > 0) return { kind: 'violating', resource, violations, plan };
    const message = `no change can be planned for ${resource.id}: a person has to look at it`;
    return { kind: 'unclear', failure: new Failure('CHANGE_FAILED', message, { ids }) };
  }
  const forPeople = found.find((violation) => violation.kind !== 'undecided');
  if (undecided === undefined && forPeople !== undefined) {
    const message = `${resource.id} is left to people: ${describeViolation(forPeople)}`;
    return { kind: 'unclear', failure: new Failure('UNMENDABLE', message, { ids }) };
  }
  if (undecided === undefined) return { kind: 'clean', resource };
  const message = `${undecided.subject} cannot be judged: ${undecided.reason}`;
  return { kind: 'unclear', failure: new Failure('READ_FAILED', message, { ids, transient: true }) };
}
