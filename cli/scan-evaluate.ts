import type { Context } from '../contract/context.ts';
import type { Change } from '../contract/plan.ts';
import type { Resource } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { defaultPlanLimits } from '../remediators/remediator.ts';
import { remediatorOf } from '../remediators/registry.ts';
import { annotate } from '../rules/annotation.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';

/** One verdict, as `scan --json` prints it. */
export interface ScanEvaluation {
  readonly rule: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId: string;
  readonly region: string;
  readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';
  readonly annotation?: string;
  readonly violations: readonly Violation[];
  readonly plan: readonly Change[];
}

/** A rule with its parameters bound. */
export interface BoundRule {
  readonly rule: RegisteredRule;
  readonly judge: Judge;
}

export function evaluateForScan({ rule, judge }: BoundRule, resource: Resource, context: Context): ScanEvaluation {
  const violations = judge(resource, context);
  const head = identify(rule, { resourceType: resource.type, resourceId: resource.id, ...resource });
  if (violations.length === 0) return { ...head, compliance: 'COMPLIANT', violations, plan: [] };
  const remediator = 'by' in rule.mend ? remediatorOf(rule.mend.by) : undefined;
  const plan = remediator?.plan(resource, violations, defaultPlanLimits).changes ?? [];
  return { ...head, compliance: 'NON_COMPLIANT', annotation: annotate(violations), violations, plan };
}

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
