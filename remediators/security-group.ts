import type { Change, Plan } from '../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { describePorts, describeRule, describeRuleInFull } from '../exposure/describe-rule.ts';
import { portsOf } from '../exposure/rule-ports.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';
import { ipPermissions } from './ip-permission.ts';
import type { PlanLimits, Remediator } from './remediator.ts';
import { type RuleCut, ruleCuts } from './rule-cut.ts';
import { ruleQuota } from './rule-quota.ts';

/**
 * Cuts the exposed ports out of the offending rules: what is left of each is authorised as narrower rules with the same source
 * and description, then the offending rules are revoked, so that nothing legal is interrupted. At most one authorise and one
 * revoke per direction. Every other rule is left alone. Tags on a rule itself (`sgr-…`) are in no description of a group, and do
 * not pass on to the narrower rules.
 */
export const securityGroupRemediator = {
  id: 'security-group',
  resourceType: 'AWS::EC2::SecurityGroup',
  iamActions: [
    'ec2:DescribeSecurityGroups',
    'ec2:GetManagedPrefixListEntries',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
    'ec2:RevokeSecurityGroupEgress',
  ],
  plan,
} satisfies Remediator<'AWS::EC2::SecurityGroup'>;

function plan(group: SecurityGroup, violations: readonly Violation[], limits: PlanLimits): Plan {
  const asked = ruleCuts(group.rules, violations);
  const { cuts, notes } = withoutContradictions(asked);
  const revoked = new Set(cuts.map(({ rule }) => ruleKey(rule)));
  const staying = new Map(
    group.rules.filter((rule) => !revoked.has(ruleKey(rule))).map((rule) => [ruleKey(rule), rule]),
  );
  const fitted = fitToQuota(cuts, group, staying, limits.rulesPerGroup);

  const left = new Map<string, GroupRule>();
  for (const piece of fitted.flatMap(({ pieces }) => pieces)) {
    const key = ruleKey(piece);
    if (!left.has(key)) left.set(key, staying.get(key) ?? piece);
  }
  const authorised = [...left].filter(([key]) => !staying.has(key)).map(([, rule]) => rule);
  return {
    changes: changesOf(
      group.id,
      authorised.sort(compareRules),
      fitted.map(({ rule }) => rule),
    ),
    before: fitted.map(({ rule }) => describeRuleInFull(rule)),
    after: [...left.values()].sort(compareRules).map(describeRuleInFull),
    notes: [...notes, ...fitted.flatMap(({ note }) => note ?? [])],
  };
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

/** Rules are revoked only after the pieces are there, so both count. The cut of fewest new pieces is fitted first. */
function fitToQuota(
  cuts: readonly RuleCut[],
  group: SecurityGroup,
  staying: ReadonlyMap<string, GroupRule>,
  rulesPerGroup: number,
): RuleCut[] {
  const quota = ruleQuota(group.rules, rulesPerGroup);
  const there = new Set(staying.keys());
  const newOf = ({ pieces }: RuleCut) => pieces.filter((piece) => !there.has(ruleKey(piece)));
  const fitted: RuleCut[] = [];
  for (const cut of cuts.toSorted((a, b) => newOf(a).length - newOf(b).length || compareRules(a.rule, b.rule))) {
    const pieces = newOf(cut);
    if (quota.take(pieces)) {
      for (const piece of pieces) there.add(ruleKey(piece));
      fitted.push(cut);
    } else {
      fitted.push({ rule: cut.rule, pieces: [], note: noteOfQuota(cut.rule, pieces, rulesPerGroup) });
    }
  }
  return fitted.sort((a, b) => compareRules(a.rule, b.rule));
}

/** A limit of 0 stands for a group that AWS has said is full, whatever its quota is. */
function noteOfQuota(rule: GroupRule, pieces: readonly GroupRule[], rulesPerGroup: number): string {
  const room =
    rulesPerGroup === 0
      ? `because AWS takes no more ${rule.direction} rules in this group`
      : `beside the other rules within the quota of ${rulesPerGroup} ${rule.direction} rules per group`;
  return (
    `${describeRule(rule)} is revoked whole: ${rule.protocol} ${describePorts(pieces.map(portsOf))} of it, which is legal, ` +
    `does not fit ${room}.`
  );
}

function changesOf(groupId: string, authorised: readonly GroupRule[], revoked: readonly GroupRule[]): Change[] {
  const changes: Change[] = [];
  for (const direction of ['ingress', 'egress'] as const) {
    const suffix = direction === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
    const added = ipPermissions(
      authorised.filter((rule) => rule.direction === direction),
      'with',
    );
    const removed = ipPermissions(
      revoked.filter((rule) => rule.direction === direction),
      'without',
    );
    for (const [operation, permissions] of [
      [`Authorize${suffix}`, added],
      [`Revoke${suffix}`, removed],
    ] as const) {
      if (permissions.length === 0) continue;
      changes.push({ service: 'ec2', operation, input: { GroupId: groupId, IpPermissions: permissions } });
    }
  }
  return changes;
}
