import type { LiveRule } from '../contract/context.ts';
import type { RecordedChange } from '../contract/recorded-change.ts';
import type { GroupRule } from '../contract/resource.ts';
import type { Undecided, ViolationOf } from '../contract/violation.ts';
import { describeRule } from '../exposure/describe-rule.ts';
import { isSameRule, isSameTraffic, trafficKey } from '../resources/traffic-key.ts';
import { inOrderOfCalls, type Touch, touchesById, type Touches } from './rule-touches.ts';

type Unapproved = ViolationOf<'unapproved-change'>;

/**
 * Whether the change was allowed to make the rule what it made it; null: something that could not be read, which no approval of a
 * certain rule covers. `unknown`: why nobody can tell.
 */
export type Approve = (change: RecordedChange, rule: GroupRule | null) => 'yes' | 'no' | { readonly unknown: string };

/**
 * Pure. Of the live rules those whose present state nobody approved. A rule is known by its id, so that one that was there before, or
 * that was revoked and added anew by whom it may, is none of them. The last change of a rule decides; what it is put back to is what
 * the last approved change made it, else what it was before the first of those that nobody approved. `rules` are of the same moment
 * as the records, `there` of the group as it is judged.
 */
export function unapprovedChanges(
  rules: readonly LiveRule[],
  there: readonly GroupRule[],
  changes: readonly RecordedChange[],
  approve: Approve,
): (Unapproved | Undecided)[] {
  const judged = new Map(there.map((rule) => [trafficKey(rule), rule]));
  const all = touchesById(changes);
  const unresolved = firstUnresolved(changes);
  const found = rules.flatMap(({ id, rule }): (Unapproved | Undecided)[] => {
    const touches = inOrderOfCalls(all.get(id) ?? [], rule);
    if (touches.length === 0) {
      const change = unresolved.get(trafficKey(rule));
      const now = judged.get(trafficKey(rule)) ?? rule;
      return change === undefined ? [] : unresolvedOf({ id, rule: now }, change, approve);
    }
    const one = judgeRule(id, rule, touches, approve);
    if (one === undefined || one.kind === 'undecided') return one === undefined ? [] : [one];
    const now = judged.get(trafficKey(rule));
    if (now !== undefined) return [{ ...one, rule: now }];
    return [undecided(rule, 'the group was changed while it was read')];
  });
  return [...allOrNone(found, all), ...unreadOf(changes, approve)];
}

function judgeRule(
  id: string,
  rule: GroupRule,
  touches: readonly Touch[],
  approve: Approve,
): Unapproved | Undecided | undefined {
  const last = touches.at(-1);
  if (last === undefined) return undefined;
  let first = touches.length;
  while (first > 0) {
    const touch = touches[first - 1];
    const answer = touch === undefined ? 'yes' : approve(touch.change, touch.rule);
    if (typeof answer === 'object') return undecided(rule, answer.unknown);
    if (answer === 'yes') break;
    first -= 1;
  }
  const start = touches[first];
  if (start === undefined) return undefined;
  const approved = touches[first - 1]?.rule;
  const before = start.isAdded ? undefined : (approved ?? start.before);
  if (before !== undefined && isSameRule(rule, before)) return undefined;
  if (!isSameTraffic(rule, last.rule)) {
    if (before !== undefined && isSameTraffic(rule, before)) return undefined;
    const since = `it is not as ${last.change.eventName} ${last.change.eventId} left it, and who changed it since is not recorded`;
    return undecided(rule, since);
  }
  // Descriptions alone are changed by calls that are not recorded.
  const isRedescribed = (rule.description ?? '') !== (last.rule.description ?? '');
  if (before !== undefined && isSameTraffic(rule, before) && isRedescribed) return undefined;
  const unmendable = whyUnmendable(last, start, before, rule);
  const told = start.isAdded ? start : last;
  return {
    ...violationOf(id, rule, told.change),
    ...(before === undefined ? {} : { before }),
    ...(unmendable === undefined ? {} : { unmendable }),
  };
}

function whyUnmendable(last: Touch, start: Touch, before: GroupRule | undefined, rule: GroupRule): string | undefined {
  if (last.change.actor.type === 'AWSService') return 'an AWS service did it by itself, and not a person';
  if (start.isAdded) return undefined;
  if (before === undefined) return start.unmendable ?? 'what it was before is not known';
  return isForeign(before, rule, last.change.accountId)
    ? 'it was for a group of another account, which ModifySecurityGroupRules cannot name'
    : undefined;
}

/** EC2 takes another group's id alone there (EC2 API, SecurityGroupRuleRequest), and for one of the same account. */
function isForeign({ source }: GroupRule, now: GroupRule, accountId: string): boolean {
  if (source.kind !== 'group' || (now.source.kind === 'group' && now.source.groupId === source.groupId)) return false;
  return source.userId !== undefined && source.userId !== accountId;
}

/** By the traffic of each rule whose id nobody knows, the first of the calls that added one like it. */
function firstUnresolved(changes: readonly RecordedChange[]): ReadonlyMap<string, RecordedChange> {
  return new Map(
    changes.flatMap((change) => change.unresolved.map((rule) => [trafficKey(rule), change] as const)).toReversed(),
  );
}

/** A rule that a call may have added that did not say what it added: whose it is nobody can tell. */
function unresolvedOf({ id, rule }: LiveRule, change: RecordedChange, approve: Approve): (Unapproved | Undecided)[] {
  const answer = approve(change, rule);
  if (answer === 'yes') return [];
  if (answer !== 'no') return [undecided(rule, answer.unknown)];
  const unmendable = `the event does not name the rule, and it may be another's that is like it`;
  return [{ ...violationOf(id, rule, change), unmendable }];
}

function unreadOf(changes: readonly RecordedChange[], approve: Approve): Undecided[] {
  return changes.flatMap((change): Undecided[] => {
    if (change.unread === undefined || approve(change, null) === 'yes') return [];
    const subject = `${change.eventName} ${change.eventId} of ${actorName(change)} at ${change.at}`;
    return [{ kind: 'undecided', subject, reason: change.unread, eventId: change.eventId }];
  });
}

/** Rules of which nobody knows which was which are put back together or not at all. */
function allOrNone(found: readonly (Unapproved | Undecided)[], touches: Touches): (Unapproved | Undecided)[] {
  const back = new Set(found.flatMap((one) => (one.kind === 'unapproved-change' && isPutBack(one) ? one.ruleId : [])));
  return found.map((one) => {
    if (one.kind !== 'unapproved-change' || one.before === undefined || !isPutBack(one)) return one;
    const { among = [] } = touches.get(one.ruleId)?.find(({ before }) => before === one.before) ?? {};
    const missing = among.find((id) => !back.has(id));
    if (missing === undefined) return one;
    const unmendable = `it was changed together with ${missing}, which is not put back, and which of the two was which is not certain`;
    return { ...one, unmendable };
  });
}

function isPutBack({ unmendable }: Unapproved): boolean {
  return unmendable === undefined;
}

function violationOf(ruleId: string, rule: GroupRule, change: RecordedChange): Unapproved {
  const { at, eventId, eventName } = change;
  return { kind: 'unapproved-change', rule, ruleId, actor: actorName(change), at, eventId, eventName };
}

function actorName({ actor }: RecordedChange): string {
  return actor.arn ?? actor.roleArn ?? actor.invokedBy ?? actor.accountId ?? `somebody unknown (${actor.type})`;
}

function undecided(rule: GroupRule, reason: string): Undecided {
  return { kind: 'undecided', subject: describeRule(rule), reason };
}
