import * as v from 'valibot';
import type { Change } from '../contract/plan.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { describeRule, describeRuleInFull, describeTraffics } from '../exposure/describe-rule.ts';
import { portsOf } from '../exposure/rule-ports.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';
import { ipPermissions } from './ip-permission.ts';
import { directionOf, rulesIn, RulesInput } from './permission-rules.ts';
import type { Closing } from './remediator.ts';

/**
 * Pure. What closes again what a mend has opened in vain: narrower rules that it authorised in place of a wide one, which somebody took away
 * before the mend could. That person closed the whole of it, and the mend would have opened most of it again. A rule stays that is part of
 * what the mend itself has revoked, or of another rule that is there still; what was authorised for another reason is in no rule that
 * `missed` names. 'waiting' where all that `missed` names is there: the reading is older than its answer.
 */
export function openedInVain(
  group: SecurityGroup,
  made: readonly Change[],
  missed: Change,
): Closing | undefined | 'waiting' {
  const there = new Set(group.rules.map(ruleKey));
  const gone = namedBy(missed).filter((rule) => !there.has(ruleKey(rule)));
  if (gone.length === 0) return 'waiting';
  const own = new Set(rulesOf(made, 'Authorize').map(ruleKey));
  const reasons = [...rulesOf(made, 'Revoke'), ...group.rules.filter((rule) => !own.has(ruleKey(rule)))];
  const vain = group.rules
    .filter((rule) => own.has(ruleKey(rule)) && isPartOfOne(rule, gone) && !isPartOfOne(rule, reasons))
    .toSorted(compareRules);
  if (vain.length === 0) return undefined;
  const lost = gone.filter((rule) => vain.some((piece) => isPartOf(piece, rule))).toSorted(compareRules);
  return {
    change: revoke(group.id, directionOf(missed.operation), vain),
    lines: vain.map(describeRuleInFull),
    note: `Somebody else removed ${lost.map(describeRule).join(' and ')} meanwhile; ${describeTraffics(vain)} of it, which this had authorised`,
  };
}

function namedBy({ operation, input }: Change): GroupRule[] {
  const parsed = v.safeParse(RulesInput, input);
  return parsed.success ? rulesIn(parsed.output, directionOf(operation)) : [];
}

function rulesOf(made: readonly Change[], verb: 'Authorize' | 'Revoke'): GroupRule[] {
  return made.filter(({ operation }) => operation.startsWith(verb)).flatMap(namedBy);
}

function isPartOfOne(rule: GroupRule, some: readonly GroupRule[]): boolean {
  return some.some((one) => isPartOf(rule, one));
}

/** Of the same source: what a mend authorises in place of a rule has the rule's own. */
function isPartOf(rule: GroupRule, whole: GroupRule): boolean {
  if (ruleKey({ ...rule, ...allTraffic }) !== ruleKey({ ...whole, ...allTraffic })) return false;
  if (whole.protocol === '-1') return true;
  const [part, ports] = [portsOf(rule), portsOf(whole)];
  return rule.protocol === whole.protocol && ports.from <= part.from && part.to <= ports.to;
}

const allTraffic = { protocol: '-1', fromPort: null, toPort: null } as const;

function revoke(GroupId: string, direction: GroupRule['direction'], rules: readonly GroupRule[]): Change {
  const operation = direction === 'egress' ? 'RevokeSecurityGroupEgress' : 'RevokeSecurityGroupIngress';
  return { service: 'ec2', operation, input: { GroupId, IpPermissions: ipPermissions(rules, 'without') } };
}
