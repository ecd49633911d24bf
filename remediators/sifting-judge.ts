import type { Context } from '../contract/context.ts';
import type { ExemptionList } from '../contract/exemption.ts';
import type { Resource } from '../contract/resource.ts';
import { applyExemptions, type Sifted } from '../exemptions/apply-exemptions.ts';
import type { Judge } from '../rules/registered-rule.ts';

/** A rule as it judges a live resource here. */
export interface SiftingJudge {
  readonly rule: string;
  /** What is there to be mended, and what is exempt. Throws for a resource of another type. */
  sift(resource: Resource, context: Context): Sifted;
  /** Buckets of which it needs to know how they log. */
  readonly logTargets?: (resource: Resource) => readonly string[];
}

export function siftingJudge(ruleId: string, judge: Judge, list: ExemptionList, now: () => Date): SiftingJudge {
  return {
    rule: ruleId,
    sift: (resource, context) => applyExemptions(resource, ruleId, judge(resource, context), list, now()),
    ...(judge.logTargets === undefined ? {} : { logTargets: judge.logTargets }),
  };
}
