import { groupBy } from '../contract/group-by.ts';
import type { LiveRule } from '../contract/context.ts';
import type { ChangedRule } from '../contract/recorded-change.ts';
import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { describeRule } from '../exposure/describe-rule.ts';
import { compareRules } from '../resources/rule-identity.ts';
import { isSameTraffic, sourceIdentity, trafficKey } from '../resources/traffic-key.ts';

/**
 * Pure. What each changed rule was before, by the group's last state that AWS Config had recorded: certain only if the live group
 * differs from that by the changed rules alone, as many gone as were changed. Direction and kind of source cannot be changed (EC2
 * API, ModifySecurityGroupRules), so rules are paired with what is gone of their kind. Of several of one kind nobody knows which was
 * which: each is paired with the likeliest, and `among` says that only all of them together are certain.
 */
export function stateBefore(
  recorded: SecurityGroup | { readonly missing: string },
  live: readonly LiveRule[],
  changed: readonly LiveRule[],
): ChangedRule[] {
  const uncertain = (why: string): ChangedRule[] =>
    changed.map(({ id, rule }) => ({ id, rule, unmendable: `what it was before is not certain: ${why}` }));
  if ('missing' in recorded) return uncertain(recorded.missing);

  const ids = new Set(changed.map(({ id }) => id));
  const now = new Map(live.map((one) => [one.id, one.rule]));
  const movedOn = changed.find(({ id, rule }) => !isSameTraffic(now.get(id) ?? rule, rule));
  if (movedOn !== undefined) return uncertain(`${movedOn.id} was changed again before the change could be recorded`);
  const known = new Set(recorded.rules.map(trafficKey));
  const others = live.filter(({ id }) => !ids.has(id)).map(({ rule }) => rule);
  const unknown = others.find((rule) => !known.has(trafficKey(rule)));
  if (unknown !== undefined) {
    return uncertain(`AWS Config had not yet recorded ${describeRule(unknown)}, which is there as well`);
  }
  const staying = new Set(others.map(trafficKey));
  const gone = recorded.rules.filter((rule) => !staying.has(trafficKey(rule)));
  if (gone.length !== changed.length) {
    const counts = `${gone.length} of the rules that AWS Config had recorded are gone, and ${changed.length} were changed`;
    return uncertain(counts);
  }
  const kinds = new Set(changed.map(({ rule }) => kindOf(rule)));
  const paired = new Map<string, ChangedRule>();
  for (const kind of kinds) {
    const ofKind = changed.filter(({ rule }) => kindOf(rule) === kind);
    const among = ofKind.map(({ id }) => id);
    const pairs = pair(
      ofKind,
      gone.filter((rule) => kindOf(rule) === kind),
    );
    if (pairs === undefined) return uncertain('what is gone is of another kind than what was changed');
    for (const { id, rule, before } of pairs) {
      paired.set(id, { id, rule, before, ...(among.length === 1 ? {} : { among }) });
    }
  }
  return changed.flatMap(({ id }) => paired.get(id) ?? []);
}

function kindOf({ direction, source }: GroupRule): string {
  return `${direction} ${source.kind}`;
}

/** Each with one of its own: first what kept its whole traffic, then its source, then its ports, then in canonical order. */
function pair(
  changed: readonly LiveRule[],
  gone: readonly GroupRule[],
): (LiveRule & { readonly before: GroupRule })[] | undefined {
  if (changed.length !== gone.length) return undefined;
  const pairs: (LiveRule & { readonly before: GroupRule })[] = [];
  let open = changed.toSorted((a, b) => compareRules(a.rule, b.rule));
  let left = gone.toSorted(compareRules);
  const features: ((rule: GroupRule) => string)[] = [
    trafficKey,
    ({ source }) => sourceIdentity(source),
    ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`,
    () => '',
  ];
  for (const feature of features) {
    const alike = placesBy(feature, left);
    const taken = new Set<number>();
    open = open.filter(({ id, rule }) => {
      const at = alike.get(feature(rule))?.next().value;
      const before = at === undefined ? undefined : left[at];
      if (at === undefined || before === undefined) return true;
      taken.add(at);
      pairs.push({ id, rule, before });
      return false;
    });
    left = left.filter((_, at) => !taken.has(at));
  }
  return pairs;
}

/** Where the rules of each feature are, to be taken one after the other. */
function placesBy(feature: (rule: GroupRule) => string, rules: readonly GroupRule[]): Map<string, Iterator<number>> {
  const places = groupBy([...rules.entries()], ([, rule]) => feature(rule));
  return new Map([...places].map(([key, same]) => [key, same.map(([at]) => at).values()]));
}
