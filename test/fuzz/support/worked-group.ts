import { type Context, emptyContext } from '../../../contract/context.ts';
import type { ExemptionList } from '../../../contract/exemption.ts';
import type { GroupRule } from '../../../contract/resource.ts';
import { assess } from '../../../remediators/assess.ts';
import type { PlanLimits } from '../../../remediators/remediator.ts';
import { remediatorOf } from '../../../remediators/registry.ts';
import { siftingJudge } from '../../../remediators/sifting-judge.ts';
import { annotate } from '../../../rules/annotation.ts';
import { rules as registered } from '../../../rules/registry.ts';
import { exemptionList } from '../../support/exemptions.ts';
import { givenParameters } from '../../support/given-parameters.ts';
import { ingress, securityGroup } from '../../support/security-groups.ts';

/** A moment at which the exemptions of the tests are in force. */
export const now = new Date('2026-11-21T12:00:00Z');
const judges = registered
  .filter(({ resourceType }) => resourceType === 'AWS::EC2::SecurityGroup')
  .map((rule) => [rule.id, rule.withParameters(givenParameters(rule))] as const);

export interface Group {
  readonly rules: readonly GroupRule[];
  readonly context?: Context;
  readonly exemptions?: ExemptionList;
  readonly limits?: PlanLimits;
}

/** Judged by every rule and annotated, what is exempt taken out, and the mend of the rest planned, as a remediator does it. */
export function worked({ rules, context = emptyContext, exemptions = exemptionList(), limits = {} }: Group): void {
  const remediator = remediatorOf('security-group');
  if (remediator === undefined) throw new TypeError('there is no remediator of groups');
  const group = securityGroup(rules);
  for (const [, judge] of judges) annotate(judge(group, context));
  const sifting = judges.map(([id, judge]) => siftingJudge(id, judge, exemptions, () => now));
  assess(group, sifting, context, remediator, limits);
}

export const each = <T>(count: number, of: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => of(at));
export const address = (at: number): string => `${1 + (at % 200)}.${Math.floor(at / 200) % 200}.${at % 7}.0/24`;
export const unlike = (count: number): GroupRule[] =>
  each(count, (at) => ingress('tcp', [at % 60, 100 + at], address(at)));
export const open = (count: number): GroupRule[] =>
  each(count, (at) => ingress('tcp', [at % 22, 4000 + at], at % 2 === 0 ? '0.0.0.0/0' : '::/0'));
