import type { GroupRule, SecurityGroup } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { describeRule, describeTraffics } from '../exposure/describe-rule.ts';
import { byRuleKey, ruleKey } from '../resources/rule-identity.ts';
import { type RuleCut, ruleCuts } from './rule-cut.ts';
import { type RuleReverts, ruleReverts } from './rule-revert.ts';

export interface NarrowerReverts {
  readonly reverts: RuleReverts;
  /**
   * Of the rules that cannot be changed back as a whole: what is left of what each was, in its place; or, where the rule as it is now is to
   * be left of another or is what another is changed back to, of what it was, which is not there.
   */
  readonly cuts: readonly RuleCut[];
}

/**
 * Pure. As `ruleReverts`, but nothing is put back that the violations ask to be cut out: put back first and cut out then, it would be
 * open in between, and for good where the second call failed. Such a changed rule is revoked, after what is legal of what it was
 * has been authorised.
 */
export function narrowerReverts(
  group: SecurityGroup,
  violations: readonly Violation[],
  exempt: readonly Violation[],
): NarrowerReverts {
  const whole = ruleReverts(group, violations);
  const cutOf = new Map(ruleCuts(whole.leaves, violations, exempt).map((cut) => [cut.rule, cut]));
  const comingBack = new Set([
    ...[...cutOf.values()].flatMap((cut) => cut.pieces.map(ruleKey)),
    ...whole.putBack.filter((rule) => !cutOf.has(rule)).map(ruleKey),
  ]);
  const barred = new Set<string>();
  const replaced = new Set<string>();
  const cuts: RuleCut[] = [];
  const live = byRuleKey(group.rules.toReversed());
  for (const { ruleId, rule, before } of whole.changed) {
    const cut = cutOf.get(before);
    if (cut === undefined) continue;
    barred.add(ruleKey(before));
    const there = live.get(ruleKey(rule));
    if (there === undefined || cut.pieces.length === 0) continue;
    // By its id it goes first all the same, and comes back as ours or as what another rule was.
    if (comingBack.has(ruleKey(there))) {
      cuts.push(cut);
      continue;
    }
    replaced.add(ruleId);
    cuts.push(inPlaceOf(there, cut));
  }
  const others = violations.filter((one) => one.kind !== 'unapproved-change' || !replaced.has(one.ruleId));
  return { reverts: ruleReverts(group, others, barred), cuts };
}

function inPlaceOf(rule: GroupRule, { rule: before, pieces, kept, note }: RuleCut): RuleCut {
  const back = `${describeRule(rule)} is revoked: of what it was, ${describeRule(before)}, only ${describeTraffics(pieces)} is put back.`;
  return { rule, pieces, kept, note: note === null ? back : `${back} ${note}`, unwanted: null };
}
