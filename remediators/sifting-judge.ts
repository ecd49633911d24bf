import type { Context } from '../contract/context.ts';
import type { ExemptionList } from '../contract/exemption.ts';
import type { Resource } from '../contract/resource.ts';
import { applyExemptions, type Sifted } from '../exemptions/apply-exemptions.ts';
import type { Judge } from '../rules/registered-rule.ts';

/** A rule as it judges a live resource here: what is there to be mended, and what is exempt. Throws for a resource of another type. */
export type SiftingJudge = (resource: Resource, context: Context) => Sifted;

export function siftingJudge(ruleId: string, judge: Judge, list: ExemptionList, now: () => Date): SiftingJudge {
  return (resource, context) => applyExemptions(resource, ruleId, judge(resource, context), list, now());
}
