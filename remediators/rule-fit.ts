import type { GroupRule } from '../contract/resource.ts';
import { describeRule, describeTraffics } from '../exposure/describe-rule.ts';
import { compareRules, ruleKey } from '../resources/rule-identity.ts';
import type { PlanLimits } from './remediator.ts';
import type { RuleCut } from './rule-cut.ts';
import { placesTaken, ruleQuota } from './rule-quota.ts';

/** One authorise call, then one revoke call; either may be empty. */
export interface Batch {
  readonly authorised: readonly GroupRule[];
  readonly revoked: readonly GroupRule[];
}

/** In which order the cuts of one direction are made, and what is left of them. */
export interface Fit {
  readonly batches: readonly Batch[];
  /** Pieces that are there in the end, those that were there before among them. */
  readonly left: readonly GroupRule[];
  readonly notes: readonly string[];
}

/** More refusals than doublings of any group's rules: nothing is authorised any more. */
const mostRefusals = 12;

/**
 * Fits the cuts of one direction into the group. Everything at once, unless AWS has refused that: then first goes what leaves
 * nothing new behind, which makes room, and the others are narrowed one at a time, because each revoke makes room for the next.
 * From the second refusal on those that need most room are revoked whole, and first: rules for prefix lists before all others,
 * then those of most pieces; one after the second refusal, two after the third, four after the next. So little is given up that
 * might have fitted, and some ten refusals are enough for any group.
 */
export function fitCuts(
  cuts: readonly RuleCut[],
  present: readonly GroupRule[],
  staying: ReadonlyMap<string, GroupRule>,
  limits: PlanLimits,
): Fit {
  const direction = cuts[0]?.rule.direction ?? 'ingress';
  const refusals = limits.refusals?.[direction] ?? 0;
  const newOf = ({ pieces }: RuleCut) => pieces.filter((piece) => !staying.has(ruleKey(piece)));
  const asking = cuts.filter((cut) => newOf(cut).length > 0).sort((a, b) => compareNeeds(a, b, newOf));
  const free = cuts.filter((cut) => newOf(cut).length === 0);
  const fitting = limits.rulesPerGroup === undefined ? asking : within(limits.rulesPerGroup, asking, present, newOf);
  const kept = fitting.slice(0, fitting.length - givenUp(refusals, fitting.length, cuts.length - fitting.length));
  const whole = asking.filter((cut) => !kept.includes(cut));

  const there = new Map(staying);
  const authorisedFor = (cut: RuleCut): GroupRule[] => {
    const pieces = newOf(cut).filter((piece) => !there.has(ruleKey(piece)));
    for (const piece of pieces) there.set(ruleKey(piece), piece);
    return pieces;
  };
  const rulesOf = (some: readonly RuleCut[]) => some.map(({ rule }) => rule);
  const batches: Batch[] = [];
  if (refusals === 0) batches.push({ authorised: kept.flatMap(authorisedFor), revoked: rulesOf(cuts) });
  else {
    batches.push({ authorised: [], revoked: rulesOf([...free, ...whole]) });
    for (const cut of kept) batches.push({ authorised: authorisedFor(cut), revoked: [cut.rule] });
  }

  const left = new Map<string, GroupRule>();
  for (const key of cuts.flatMap(({ pieces }) => pieces.map(ruleKey))) {
    const piece = there.get(key);
    if (piece !== undefined) left.set(key, piece);
  }
  const notes = cuts.flatMap((cut) => {
    const lost = cut.pieces.filter((piece) => !left.has(ruleKey(piece)));
    if (lost.length > 0) return noteOfLoss(cut.rule, lost, limits);
    return cut.note ?? [];
  });
  if (refusals === 0) {
    const hardest = kept.at(-1);
    if (hardest !== undefined) notes.push(...notesOfDoubt(present, batches, hardest.rule, limits));
  }
  return { batches, left: [...left.values()], notes };
}

/** Those that need least room first. A prefix list needs as much as its maximum of entries, which a group does not tell. */
function compareNeeds(a: RuleCut, b: RuleCut, newOf: (cut: RuleCut) => GroupRule[]): number {
  const list = ({ rule }: RuleCut) => (rule.source.kind === 'prefix-list' ? 1 : 0);
  return list(a) - list(b) || newOf(a).length - newOf(b).length || compareRules(a.rule, b.rule);
}

/** One cut and nothing that makes room for it: one at a time is exactly what was refused already. */
function givenUp(refusals: number, asking: number, others: number): number {
  if (refusals === 0) return 0;
  if (refusals === 1) return asking === 1 && others === 0 ? 1 : 0;
  return refusals > mostRefusals ? asking : Math.min(asking, 2 ** (refusals - 2));
}

/** Rules are revoked only after the pieces are there, so both count. */
function within(
  rulesPerGroup: number,
  asking: readonly RuleCut[],
  present: readonly GroupRule[],
  newOf: (cut: RuleCut) => GroupRule[],
): RuleCut[] {
  const quota = ruleQuota(present, rulesPerGroup);
  const taken = new Set<string>();
  return asking.filter((cut) => {
    const pieces = newOf(cut).filter((piece) => !taken.has(ruleKey(piece)));
    const fits = quota.take(pieces);
    if (fits) for (const piece of pieces) taken.add(ruleKey(piece));
    return fits;
  });
}

function noteOfLoss(rule: GroupRule, lost: readonly GroupRule[], { rulesPerGroup }: PlanLimits): string {
  const legal = `${describeTraffics(lost)} of it, which is legal, does not fit`;
  if (rulesPerGroup !== undefined) {
    const quota = `the quota of ${rulesPerGroup} ${rule.direction} rules per group`;
    return `${describeRule(rule)} is revoked whole: ${legal} beside the other rules within ${quota}.`;
  }
  const weight = rule.source.kind === 'prefix-list' ? ' (a prefix list counts as its maximum of entries)' : '';
  return (
    `${describeRule(rule)} is revoked whole: ${legal}: ` +
    `AWS refused to take as many more ${rule.direction} rules in this group as that needs${weight}.`
  );
}

function notesOfDoubt(
  present: readonly GroupRule[],
  batches: readonly Batch[],
  hardest: GroupRule,
  { noteBeyond }: PlanLimits,
): string[] {
  if (noteBeyond === undefined) return [];
  const added = batches.flatMap(({ authorised }) => authorised);
  const taken = placesTaken(present);
  const needed = placesTaken(added, taken);
  const weighed = [...present, ...added].some(({ source }) => source.kind === 'prefix-list') ? 'at least ' : '';
  return [...needed]
    .filter(([place, count]) => count > noteBeyond && count > (taken.get(place) ?? 0))
    .map(
      ([place, count]) =>
        `For a moment this needs ${weighed}${count} ${place} rules; AWS's default quota is ${noteBeyond}. If AWS refuses, nothing is ` +
        'revoked yet: the rules are narrowed one at a time, and what still does not fit is revoked whole, ' +
        `${describeRule(hardest)} first.`,
    );
}
