import type { Context } from '../contract/context.ts';
import type { Change } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { defaultPlanLimits } from '../remediators/remediator.ts';
import { remediatorOf } from '../remediators/registry.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import { type SiftDeps, siftExempt } from '../rules/sift-exempt.ts';

/** One verdict, as `scan --json` prints it. */
export interface ScanEvaluation {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId: string;
  readonly region: string;
  readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  /** What is wrong, or of what is COMPLIANT why it is exempt. */
  readonly annotation?: string;
  readonly violations: readonly Violation[];
  readonly plan: readonly Change[];
}

/** A rule with its parameters bound. */
export interface BoundRule {
  readonly rule: RegisteredRule;
  readonly judge: Judge;
}

/** By which nothing is exempt. */
export const noExemptions: SiftDeps = {
  exemptions: () => Promise.resolve({ kind: 'read', list: { maxDays: 0, tagExemptions: false, exemptions: [] } }),
  now: () => new Date(),
};

/** The rule's own verdict; `violations` and `plan` are of what is not exempt. */
export async function evaluateForScan(
  { rule, judge }: BoundRule,
  resource: Resource,
  context: Context,
  sift: SiftDeps,
): Promise<ScanEvaluation> {
  const identity = { resourceType: resource.type, resourceId: resource.id, ...resource };
  if (!isJudgedByConfig(rule)) return { ...notApplicable(rule, identity), annotation: judgedByCallsAlone };
  const { verdict, open, exempt } = await siftExempt(resource, rule.id, judge(resource, context), sift);
  const head = identify(rule, identity);
  const said = verdict.Annotation === undefined ? {} : { annotation: verdict.Annotation };
  if (open.length === 0) return { ...head, compliance: 'COMPLIANT', ...said, violations: [], plan: [] };
  const remediator = 'by' in rule.mend ? remediatorOf(rule.mend.by) : undefined;
  const plan = remediator?.plan(resource, open, { ...defaultPlanLimits, exempt }).changes ?? [];
  return { ...head, compliance: 'NON_COMPLIANT', ...said, violations: open, plan };
}

const judgedByCallsAlone = 'judged upon the calls that CloudTrail tells of, and not by a resource alone';

export function notApplicable(
  rule: RegisteredRule,
  item: { resourceType: string; resourceId: string; accountId: string; region: string },
): ScanEvaluation {
  return { ...identify(rule, item), compliance: 'NOT_APPLICABLE', violations: [], plan: [] };
}

function identify(
  rule: RegisteredRule,
  {
    resourceType,
    resourceId,
    accountId,
    region,
  }: { resourceType: string; resourceId: string; accountId: string; region: string },
): Pick<ScanEvaluation, 'rule' | 'resourceType' | 'resourceId' | 'accountId' | 'region'> {
  return { rule: rule.id, resourceType, resourceId, accountId, region };
}
