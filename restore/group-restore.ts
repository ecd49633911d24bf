import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import { describeRule, describeRuleInFull } from '../exposure/describe-rule.ts';
import { byRuleKey, compareRules, ruleKey, sourceKey } from '../resources/rule-identity.ts';
import { groupRestoreCalls } from './group-restore-calls.ts';
import { type MadeChange, type ModifiedRule, rulesOf } from './made-change.ts';
import type { Mended, RestorePlan } from './restore-plan.ts';

type Rules = ReadonlyMap<string, GroupRule>;

/**
 * Pure. Authorises what the mend revoked and is not there again, then revokes the narrower rules that the mend authorised in its
 * place: at no moment is less open than the lesser of the two states. What the mend did in batches is undone in batches, the last first. Nothing that is there is authorised, so that EC2 finds no
 * duplicate. A rule that the mend changed by its id is changed back by it. Another gets its description back, and a new rule id: EC2 gives ids, and tags of rules are not in the ledger.
 */
export function planGroupRestore({ before, after, live, made }: Mended<SecurityGroup>): RestorePlan<SecurityGroup> {
  const { touched, added } = touchedBy(made);
  const [was, is] = [byRuleKey(before.rules), byRuleKey(live.rules)];
  const left = after === undefined ? undefined : byRuleKey(after.rules);
  const back = changedBack(made, added, was, is);
  const now = new Map(is);
  for (const { to } of back) now.delete(ruleKey(to));
  for (const { from } of back) now.set(ruleKey(from), from);
  const wanted = [...was.values()].filter((rule) => touched.has(ruleKey(rule))).sort(compareRules);
  const missing = wanted.filter((rule) => !now.has(ruleKey(rule)));
  const redescribed = wanted.flatMap((rule) => {
    const there = now.get(ruleKey(rule));
    return there === undefined || sameDescription(there, rule) ? [] : [{ rule, there }];
  });
  const described = redescribed.map(({ rule }) => rule);
  const changed = new Set(back.map(({ to }) => ruleKey(to)));
  const putByMend = live.rules.toSorted(compareRules).flatMap((rule) => {
    const put = added.get(ruleKey(rule))?.rule;
    return put === undefined || (was.has(ruleKey(rule)) && !changed.has(ruleKey(rule))) ? [] : [{ rule, put }];
  });
  const narrower = putByMend.flatMap(({ rule }) => (changed.has(ruleKey(rule)) ? [] : [rule]));

  const leaving = new Set([...[...narrower, ...described].map(ruleKey), ...changed]);
  const restored = [...back.map(({ from }) => from), ...missing, ...described];
  return {
    plan: {
      changes: groupRestoreCalls({
        groupId: before.id,
        made,
        described,
        authorised: missing,
        changedBack: back,
        revoked: narrower,
      }),
      before: live.rules
        .filter((rule) => leaving.has(ruleKey(rule)))
        .sort(compareRules)
        .map(describeRuleInFull),
      after: restored.toSorted(compareRules).map(describeRuleInFull),
      notes: missing.length === 0 ? [] : ['Rules that are put back get new rule ids, without tags.'],
    },
    conflicts: [
      ...missing.filter((rule) => left?.has(ruleKey(rule)) === true && !is.has(ruleKey(rule))).map(removedSince),
      ...redescribed.flatMap(({ there }) =>
        sameDescription(left?.get(ruleKey(there)), there) ? [] : [redescribedSince(there)],
      ),
      ...putByMend.flatMap(({ rule, put }) => conflictOfPut(rule, put, left)),
      ...closedSince(added, was, is, left, missing),
    ],
    closing: new Set(),
    leadsTo: {
      ...live,
      rules: [...live.rules.filter((rule) => !leaving.has(ruleKey(rule))), ...restored],
    },
    isRestored: ({ rules }) => {
      const there = byRuleKey(rules);
      return (
        wanted.every((rule) => sameDescription(there.get(ruleKey(rule)), rule)) &&
        [...added.keys()].every((key) => was.has(key) || !there.has(key))
      );
    },
  };
}

interface AddedRule {
  readonly rule: GroupRule;
  readonly surely: boolean;
}

/** The keys of all rules that the mend named, and the rules that it authorised and did not revoke again. */
function touchedBy(made: readonly MadeChange[]): {
  touched: ReadonlySet<string>;
  added: ReadonlyMap<string, AddedRule>;
} {
  const touched = new Set<string>();
  const added = new Map<string, AddedRule>();
  for (const one of made) {
    const { change, surely, modified = [] } = one;
    const rules = rulesOf(one);
    for (const rule of rules) touched.add(ruleKey(rule));
    if (change.operation.startsWith('Authorize')) for (const rule of rules) added.set(ruleKey(rule), { rule, surely });
    else for (const rule of rules) revoked(added, rule, surely);
    for (const { to } of modified) added.set(ruleKey(to), { rule: to, surely });
  }
  return { touched, added };
}

/** After a revoke in doubt nobody can tell who took away what is not there any more. */
function revoked(added: Map<string, AddedRule>, rule: GroupRule, surely: boolean): void {
  const key = ruleKey(rule);
  const one = added.get(key);
  if (surely) added.delete(key);
  else if (one !== undefined) added.set(key, { ...one, surely });
}

/** The changed rules that are there, and can become what they were: what each was before the first of several changes. */
function changedBack(
  made: readonly MadeChange[],
  added: ReadonlyMap<string, AddedRule>,
  was: Rules,
  is: Rules,
): ModifiedRule[] {
  const changed = new Map<string, ModifiedRule>();
  for (const one of made.flatMap(({ modified = [] }) => modified)) {
    changed.set(one.id, { ...one, from: changed.get(one.id)?.from ?? one.from });
  }
  const there = [...changed.values()].flatMap(({ id, from: recorded, to }) => {
    const from = was.get(ruleKey(recorded));
    // What is there of a rule that the mend revoked later is another rule, with another id.
    const isThere = added.has(ruleKey(to)) && is.has(ruleKey(to));
    return isThere && from !== undefined && ruleKey(from) !== ruleKey(to) ? [{ id, from, to }] : [];
  });
  return possible(there, was, is);
}

/**
 * Without those that would become what is there and stays, and without those that are already what something is to be that nothing else becomes: to
 * change one of these back would close it until it is authorised anew. One that falls out may take others with it.
 */
function possible(back: readonly ModifiedRule[], was: Rules, is: Rules): ModifiedRule[] {
  const leaving = new Set(back.map(({ to }) => ruleKey(to)));
  const coming = new Set(back.map(({ from }) => ruleKey(from)));
  const kept = back.filter(({ from, to }) => {
    const [old, now] = [ruleKey(from), ruleKey(to)];
    return (!is.has(old) || leaving.has(old)) && (!was.has(now) || coming.has(now));
  });
  return kept.length === back.length ? kept : possible(kept, was, is);
}

function sameDescription(one: GroupRule | undefined, other: GroupRule): boolean {
  return one !== undefined && (one.description ?? '') === (other.description ?? '');
}

function removedSince(rule: GroupRule): string {
  return `${describeRule(rule)} was there after the mend and has been removed since.`;
}

function redescribedSince(rule: GroupRule): string {
  return `${describeRule(rule)} has been added again since, with another description.`;
}

function conflictOfPut(rule: GroupRule, put: GroupRule, left: Rules | undefined): string[] {
  const key = ruleKey(rule);
  if (left !== undefined && !left.has(key)) {
    return [`${describeRule(rule)} was not there after the mend and has been added since.`];
  }
  if (sameDescription(left?.get(key) ?? put, rule)) return [];
  return [`The description of ${describeRule(rule)} has been changed since.`];
}

/** What the mend had left open of a rule and somebody has closed: putting the rule back whole would open it again. */
function closedSince(
  added: ReadonlyMap<string, AddedRule>,
  was: Rules,
  is: Rules,
  left: Rules | undefined,
  missing: readonly GroupRule[],
): string[] {
  const reopened = new Set(missing.map(placeOf));
  return [...added].flatMap(([key, { rule, surely }]) => {
    if (was.has(key) || is.has(key)) return [];
    // What the mend left was read a moment after its call: who closed it before that counts as well.
    const wasLeft = surely || left?.has(key) === true;
    return wasLeft && reopened.has(placeOf(rule))
      ? [`${describeRule(rule)}, which the mend had left open, has been removed since.`]
      : [];
  });
}

function placeOf({ direction, source }: GroupRule): string {
  return `${direction} ${sourceKey(source)}`;
}
