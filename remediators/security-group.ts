import { isOfType } from '../contract/is-of-type.ts';
import type { Change, Plan } from '../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { describeRule, describeRuleInFull } from '../exposure/describe-rule.ts';
import { byRuleKey, compareRules, ruleKey } from '../resources/rule-identity.ts';
import { notesOnCuts } from './cut-notes.ts';
import { ipPermissions } from './ip-permission.ts';
import { narrowerReverts } from './narrower-reverts.ts';
import { openedInVain } from './opened-in-vain.ts';
import type { PlanLimits, Remediator } from './remediator.ts';
import { type RuleCut, ruleCuts } from './rule-cut.ts';
import { type Batch, fitCuts } from './rule-fit.ts';
import { ruleReverts } from './rule-revert.ts';

/**
 * Cuts the exposed ports out of the offending rules: what is left of each is authorised as narrower rules with the same source
 * and description, then the offending rules are revoked, so that nothing legal is interrupted. A rule that must not be there at
 * all is revoked whole. At most one authorise and one revoke per direction, unless AWS has refused for want of room or there are
 * more rules than one call takes. Every other rule is left alone. Tags on a rule itself (`sgr-…`) are in no description of a
 * group, and do not pass on to the narrower rules. What nobody approved is reverted before that, see ruleReverts.
 */
export const securityGroupRemediator = {
  id: 'security-group',
  resourceType: 'AWS::EC2::SecurityGroup',
  iamActions: [
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSecurityGroupRules',
    'ec2:GetManagedPrefixListEntries',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:ModifySecurityGroupRules',
  ],
  plan,
  revertedState: (group, violations) => ({ ...group, rules: [...ruleReverts(group, violations).leaves] }),
  openedInVain: (group, made, missed) =>
    isOfType(group, 'AWS::EC2::SecurityGroup') ? openedInVain(group, made, missed) : undefined,
  linesOf: ({ rules }) => rules.map(describeRuleInFull),
} satisfies Remediator<'AWS::EC2::SecurityGroup'>;

function plan(group: SecurityGroup, violations: readonly Violation[], limits: PlanLimits): Plan {
  const { exempt = [] } = limits;
  const { reverts, cuts: inPlace } = narrowerReverts(group, violations, exempt);
  const present = reverts.leaves;
  const there = new Set(present.map(ruleKey));
  const isThere = (rule: GroupRule): boolean => there.has(ruleKey(rule));
  const replaced = new Set(inPlace.map(({ rule }) => rule));
  const others = ruleCuts(present, violations, exempt).filter(({ rule }) => !replaced.has(rule));
  const { cuts, notes } = withoutContradictions([...others, ...inPlace]);
  const revoked = new Set(cuts.map(({ rule }) => ruleKey(rule)));
  const staying = byRuleKey(present.filter((rule) => !revoked.has(ruleKey(rule))));
  const fits = (['ingress', 'egress'] as const).map((direction) => fitCuts(direction, cuts, present, staying, limits));
  const uncut = new Set(fits.flatMap((fit) => fit.uncut));
  const going = cuts.filter(({ rule }) => !uncut.has(rule));
  const cutAway = going.map(({ rule }) => rule).filter(isThere);
  const left = fits.flatMap((fit) => fit.left);
  const isLeft = new Set(left);
  const putBack = reverts.putBack.filter((rule) => !isLeft.has(rule));
  return {
    changes: [
      ...reverts.changes,
      ...fits.flatMap(({ direction, batches }) =>
        batches.flatMap(({ authorised, revoked: away }) =>
          changesOf(group.id, direction, { authorised, revoked: away.filter(isThere) }),
        ),
      ),
    ],
    before: inOrder([...reverts.gone, ...cutAway]),
    after: inOrder([...putBack, ...left]),
    notes: [...reverts.notes, ...notes, ...fits.flatMap((fit) => fit.notes), ...notesOnCuts(group.id, going)],
  };
}

function inOrder(rules: readonly GroupRule[]): string[] {
  return rules.toSorted(compareRules).map(describeRuleInFull);
}

/**
 * A rule that is exactly what is to be left of another cannot go as well: the same traffic would be called both legal and
 * not. It stays, and the plan says so. One rule's violations never contradict each other; those of several may.
 */
function withoutContradictions(asked: readonly RuleCut[]): { cuts: RuleCut[]; notes: string[] } {
  const wanted = new Map(asked.flatMap(({ rule, pieces }) => pieces.map((piece) => [ruleKey(piece), rule] as const)));
  const cuts: RuleCut[] = [];
  const notes: string[] = [];
  for (const cut of asked) {
    const whole = wanted.get(ruleKey(cut.rule));
    if (whole === undefined) cuts.push(cut);
    else notes.push(`${describeRule(cut.rule)} stays: it is what is to be left of ${describeRule(whole)}.`);
  }
  return { cuts, notes };
}

/** As many as a group can hold of one family (VPC user guide, "Amazon VPC quotas"); of both it may hold twice that. */
const rulesPerCall = 1000;

function changesOf(groupId: string, direction: GroupRule['direction'], { authorised, revoked }: Batch): Change[] {
  const suffix = direction === 'egress' ? 'SecurityGroupEgress' : 'SecurityGroupIngress';
  const calls = [
    ...portionsOf(authorised).map((rules) => [`Authorize${suffix}`, ipPermissions(rules, 'with')] as const),
    ...portionsOf(revoked).map((rules) => [`Revoke${suffix}`, ipPermissions(rules, 'without')] as const),
  ];
  return calls.map(([operation, permissions]) => ({
    service: 'ec2',
    operation,
    input: { GroupId: groupId, IpPermissions: permissions },
  }));
}

function portionsOf(rules: readonly GroupRule[]): GroupRule[][] {
  const sorted = rules.toSorted(compareRules);
  const starts = Array.from({ length: Math.ceil(sorted.length / rulesPerCall) }, (_, at) => at * rulesPerCall);
  return starts.map((start) => sorted.slice(start, start + rulesPerCall));
}
