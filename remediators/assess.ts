import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Plan } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import { isMendable, type Violation } from '../contract/violation.ts';
import type { Exempted } from '../exemptions/apply-exemptions.ts';
import { describeViolation, identifyViolation } from '../rules/annotation.ts';
import { exemptNotes } from './exempt-notes.ts';
import type { RegisteredRemediator } from './registered-remediator.ts';
import type { PlanLimits } from './remediator.ts';
import { siftTogether } from './sift-together.ts';
import type { SiftingJudge } from './sifting-judge.ts';

/**
 * What the live resource says of an instruction, whatever the instruction itself says. `compliant` are the rules by which nothing is
 * wrong, or only what is exempt; absent where that is not known.
 */
export type Assessment =
  | { readonly kind: 'gone' }
  | { readonly kind: 'clean'; readonly resource: Resource }
  /** All that is wrong with it is exempt. */
  | {
      readonly kind: 'exempt';
      readonly resource: Resource;
      readonly exempt: readonly Exempted[];
      /** What is wrong with it, exempt or not, by `identifyViolation`. */
      readonly present: ReadonlySet<string>;
    }
  /** All that is left of it keeps coming back, and is left to people. */
  | { readonly kind: 'contested'; readonly resource: Resource; readonly present: ReadonlySet<string> }
  | { readonly kind: 'unclear'; readonly failure: Failure; readonly compliant?: readonly string[] }
  | {
      readonly kind: 'violating';
      readonly resource: Resource;
      readonly violations: readonly Violation[];
      readonly plan: Plan;
      readonly compliant?: readonly string[];
    };

export type Violating = Extract<Assessment, { kind: 'violating' }>;

/**
 * Pure. Judges a live resource by the rules that asked for it and plans the mend of all their violations together. What is
 * certain is mended even where something else cannot be decided; where nothing is certain the resource is `unclear` and
 * nothing is changed. Violations whose line is in `held` are left alone, and so is what
 * is exempt, from these rules or, by `limits`, from others: the plan's notes say why. `others` are rules that did not ask, see siftTogether.
 */
export function assess(
  resource: Resource,
  judges: readonly SiftingJudge[],
  context: Context,
  remediator: RegisteredRemediator,
  limits: PlanLimits,
  held: ReadonlySet<string> = new Set(),
  others: readonly SiftingJudge[] = [],
): Assessment {
  const ids = { resourceId: resource.id, accountId: resource.accountId, region: resource.region };
  const sifted = siftTogether(resource, judges, context, remediator, held, others);
  const compliant = sifted.flatMap(({ rule, open }) => (open.length === 0 ? rule : []));
  const found = sifted.flatMap(({ open }) => open);
  const exempt = sifted.flatMap(({ exempt: covered }) => covered);
  const mendable = found.filter(isMendable);
  const violations = held.size === 0 ? mendable : mendable.filter((one) => !held.has(identifyViolation(one)));
  const undecided = found.find((violation) => violation.kind === 'undecided');
  if (violations.length > 0) {
    const spared = [...exempt.map(({ violation }) => violation), ...(limits.exempt ?? [])];
    const plan = remediator.plan(resource, violations, { ...limits, exempt: spared });
    if (plan.changes.length > 0)
      return { kind: 'violating', resource, violations, plan: withNotes(plan, exempt, violations), compliant };
    if (plan.notes.length > 0) {
      const message = `${resource.id} is left to people: ${plan.notes.join('; ')}`;
      return { kind: 'unclear', failure: new Failure('UNMENDABLE', message, { ids }), compliant };
    }
    const message = `no change can be planned for ${resource.id}: a person has to look at it`;
    return { kind: 'unclear', failure: new Failure('CHANGE_FAILED', message, { ids }), compliant };
  }
  const present = new Set([...found, ...exempt.map(({ violation }) => violation)].map(identifyViolation));
  if (mendable.length > 0) return { kind: 'contested', resource, present };
  const forPeople = found.find((violation) => violation.kind !== 'undecided');
  if (undecided === undefined && forPeople !== undefined) {
    const message = `${resource.id} is left to people: ${describeViolation(forPeople)}`;
    return { kind: 'unclear', failure: new Failure('UNMENDABLE', message, { ids }), compliant };
  }
  if (undecided === undefined)
    return exempt.length > 0 ? { kind: 'exempt', resource, exempt, present } : { kind: 'clean', resource };
  const message = `${undecided.subject} cannot be judged: ${undecided.reason}`;
  return { kind: 'unclear', failure: new Failure('READ_FAILED', message, { ids, transient: true }), compliant };
}

/** What is told beside the changes: the parts that are left as they are. */
function withNotes(plan: Plan, exempt: readonly Exempted[], violations: readonly Violation[]): Plan {
  if (exempt.length === 0) return plan;
  return { ...plan, notes: [...plan.notes, ...exemptNotes(exempt, violations)] };
}
