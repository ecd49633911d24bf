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
  readonly direction: GroupRule['direction'];
  readonly batches: readonly Batch[];
  /** Pieces that are there in the end, those that were there before among them. */
  readonly left: readonly GroupRule[];
  /** Rules that are not cut after all, since what is exempt of them would be closed for want of room. */
  readonly uncut: readonly GroupRule[];
  readonly notes: readonly string[];
}

/**
 * Fits the cuts of one direction into the group. Everything at once, unless AWS has refused that: then first goes what leaves
 * nothing new behind, which makes room, and the others are narrowed one at a time, because each revoke makes room for the next.
 * From the second refusal on those that need most room are revoked whole, and first: rules for prefix lists before all others,
 * then those of most pieces; one after the second refusal, two after the third, four after the next. So little is given up that
 * might have fitted, and some ten refusals are enough for any group. What is exempt is never given up: a rule is narrowed to that, and
 * where there is no room for it either the rule stays.
 */
export function fitCuts(
  direction: GroupRule['direction'],
  asked: readonly RuleCut[],
  present: readonly GroupRule[],
  staying: ReadonlyMap<string, GroupRule>,
  limits: PlanLimits,
): Fit {
  const cuts = asked.filter(({ rule }) => rule.direction === direction);
  const refusals = limits.refusals?.[direction] ?? 0;
  const newOf = ({ pieces }: Pick<RuleCut, 'pieces'>) => pieces.filter((piece) => !staying.has(ruleKey(piece)));
  const needing = cuts.filter((cut) => newOf(cut).length > 0).sort((a, b) => compareNeeds(a, b, newOf));
  const { made, uncut } = concede(needing, cuts.length, present, newOf, limits, refusals);
  const free = cuts.filter((cut) => !needing.includes(cut));
  const asking = made.filter((cut) => newOf(cut).length > 0);
  const whole = made.filter((cut) => newOf(cut).length === 0);

  const there = new Map(staying);
  const authorisedFor = (cut: RuleCut): GroupRule[] => {
    const pieces = newOf(cut).filter((piece) => !there.has(ruleKey(piece)));
    for (const piece of pieces) there.set(ruleKey(piece), piece);
    return pieces;
  };
  const rulesOf = (some: readonly RuleCut[]) => some.map(({ rule }) => rule);
  const batches: Batch[] = [];
  const going = cuts.filter((cut) => !uncut.includes(cut));
  if (refusals === 0) batches.push({ authorised: asking.flatMap(authorisedFor), revoked: rulesOf(going) });
  else {
    batches.push({ authorised: [], revoked: rulesOf([...free, ...whole]) });
    for (const cut of asking) batches.push({ authorised: authorisedFor(cut), revoked: [cut.rule] });
  }

  const left = new Map<string, GroupRule>();
  for (const { pieces, kept } of going) {
    for (const key of [...pieces, ...kept].map(ruleKey)) {
      const piece = there.get(key);
      if (piece !== undefined) left.set(key, piece);
    }
  }
  const notes = cuts.flatMap((cut) => {
    if (uncut.includes(cut)) return noteOfStay(cut, limits);
    const lost = cut.pieces.filter((piece) => !left.has(ruleKey(piece)));
    if (lost.length > 0) return noteOfLoss(cut, lost, limits);
    return cut.note ?? [];
  });
  if (refusals === 0) {
    const hardest = asking.slice(-1);
    notes.push(...hardest.flatMap((cut) => notesOfDoubt(present, batches, cut, limits)));
  }
  return { direction, batches, left: [...left.values()], uncut: rulesOf(uncut), notes };
}

/**
 * The cuts that are made, with the pieces that there is room for, and those that cannot be: first the pieces that are not exempt are
 * given up, of the hardest cuts first, and then cuts that nothing but exempt pieces are left of.
 */
function concede(
  needing: readonly RuleCut[],
  count: number,
  present: readonly GroupRule[],
  newOf: (cut: Pick<RuleCut, 'pieces'>) => GroupRule[],
  { rulesPerGroup = Infinity }: PlanLimits,
  refusals: number,
): { readonly made: RuleCut[]; readonly uncut: readonly RuleCut[] } {
  const reduced = (cut: RuleCut): RuleCut => ({ ...cut, pieces: cut.kept });
  const isKeeper = (cut: RuleCut): boolean => newOf(reduced(cut)).length > 0;
  const fits = takingFrom(rulesPerGroup, present, newOf);
  const fitting = needing.filter(fits);
  const conceded = needing.filter((cut) => !fitting.includes(cut));
  const [smaller, unfit] = [[] as RuleCut[], [] as RuleCut[]];
  for (const cut of conceded) (!isKeeper(cut) || fits(reduced(cut)) ? smaller : unfit).push(cut);

  const keepers = fitting.filter(isKeeper);
  const most = fitting.length + keepers.length;
  const given = givenUp(refusals, { asking: fitting.length, others: count - fitting.length, most });
  const whole = fitting.slice(0, Math.max(0, fitting.length - given));
  const tooMuch = keepers.slice(most - given);
  const narrower = [...fitting.slice(whole.length), ...smaller].filter((cut) => !tooMuch.includes(cut));
  return { made: [...whole, ...narrower.map(reduced)], uncut: [...unfit, ...tooMuch] };
}

/** Those that need least room first. A prefix list needs as much as its maximum of entries, which a group does not tell. */
function compareNeeds(a: RuleCut, b: RuleCut, newOf: (cut: RuleCut) => GroupRule[]): number {
  const list = ({ rule }: RuleCut) => (rule.source.kind === 'prefix-list' ? 1 : 0);
  return list(a) - list(b) || newOf(a).length - newOf(b).length || compareRules(a.rule, b.rule);
}

/** At most `most`. One cut and nothing that makes room for it: one at a time is exactly what was refused already. */
function givenUp(
  refusals: number,
  { asking, others, most }: { readonly asking: number; readonly others: number; readonly most: number },
): number {
  if (refusals === 0) return 0;
  if (refusals === 1) return asking === 1 && others === 0 ? 1 : 0;
  return Math.min(most, 2 ** (refusals - 2));
}

/** Rules are revoked only after the pieces are there, so both count. Takes the room for a cut, or none and says false. */
function takingFrom(
  rulesPerGroup: number,
  present: readonly GroupRule[],
  newOf: (cut: Pick<RuleCut, 'pieces'>) => GroupRule[],
): (cut: RuleCut) => boolean {
  const quota = ruleQuota(present, rulesPerGroup);
  const taken = new Set<string>();
  return (cut) => {
    const pieces = newOf(cut).filter((piece) => !taken.has(ruleKey(piece)));
    const fits = quota.take(pieces);
    if (fits) for (const piece of pieces) taken.add(ruleKey(piece));
    return fits;
  };
}

function noteOfLoss({ rule, kept }: RuleCut, lost: readonly GroupRule[], limits: PlanLimits): string {
  if (kept.length === 0) {
    const legal = `${describeTraffics(lost)} of it, which is legal, does not fit`;
    return `${describeRule(rule)} is revoked whole: ${legal}${whyNoRoom(rule, limits)}`;
  }
  const narrowed = `narrowed to ${describeTraffics(kept)}, which is exempt`;
  return `${describeRule(rule)} is ${narrowed}: what else of it is legal does not fit${whyNoRoom(rule, limits)}`;
}

function noteOfStay({ rule, kept }: RuleCut, limits: PlanLimits): string {
  const exempt = `${describeTraffics(kept)} of it, which is exempt, does not fit`;
  return `${describeRule(rule)} stays as it is, and with it what violates: ${exempt}${whyNoRoom(rule, limits)}`;
}

function whyNoRoom(rule: GroupRule, { rulesPerGroup }: PlanLimits): string {
  if (rulesPerGroup !== undefined) {
    return ` beside the other rules within the quota of ${rulesPerGroup} ${rule.direction} rules per group.`;
  }
  const weight = rule.source.kind === 'prefix-list' ? ' (a prefix list counts as its maximum of entries)' : '';
  return `: AWS refused to take as many more ${rule.direction} rules in this group as that needs${weight}.`;
}

function notesOfDoubt(
  present: readonly GroupRule[],
  batches: readonly Batch[],
  hardest: RuleCut,
  { noteBeyond = Infinity }: PlanLimits,
): string[] {
  const added = batches.flatMap(({ authorised }) => authorised);
  const taken = placesTaken(present);
  const needed = placesTaken(added, taken);
  const weighed = [...present, ...added].some(({ source }) => source.kind === 'prefix-list') ? 'at least ' : '';
  return [...needed]
    .filter(([place, count]) => count > noteBeyond && count > (taken.get(place) ?? 0))
    .map(
      ([place, count]) =>
        `For a moment this needs ${weighed}${count} ${place} rules; AWS's default quota is ${noteBeyond}. If AWS refuses, nothing is ` +
        `revoked yet: the rules are narrowed one at a time, and what still does not fit is revoked whole${butFor(hardest)}, ` +
        `${describeRule(hardest.rule)} first.`,
    );
}

function butFor({ kept }: RuleCut): string {
  return kept.length === 0 ? '' : ' but for what is exempt of it';
}
