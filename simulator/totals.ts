import * as v from 'valibot';
import { summed } from './host/tally.ts';
import type { Answered } from './host/worker.ts';

const count = v.number();

/** What a run of many seeds did. */
export const Totals = v.object({
  seeds: count,
  calls: count,
  mutations: count,
  restored: count,
  deadLetters: count,
  told: count,
  /** Faults that struck, by kind. */
  faults: v.record(v.string(), count),
  /** What else bit, by kind; a run from before it was counted says nothing of it. */
  happened: v.optional(v.record(v.string(), count), {}),
  broken: count,
  /** Those that broke something, the lowest first. */
  brokenSeeds: v.array(count),
});
export type Totals = Readonly<v.InferOutput<typeof Totals>>;

export const noTotals: Totals = {
  seeds: 0,
  calls: 0,
  mutations: 0,
  restored: 0,
  deadLetters: 0,
  told: 0,
  faults: {},
  happened: {},
  broken: 0,
  brokenSeeds: [],
};

export function withAnswer(totals: Totals, answer: Answered): Totals {
  const broken = answer.broken.length > 0 ? [answer.seed] : [];
  return together(totals, { ...answer, seeds: 1, broken: broken.length, brokenSeeds: broken });
}

/** Of two runs, as if they had been one. */
export function together(one: Totals, other: Totals): Totals {
  return {
    seeds: one.seeds + other.seeds,
    calls: one.calls + other.calls,
    mutations: one.mutations + other.mutations,
    restored: one.restored + other.restored,
    deadLetters: one.deadLetters + other.deadLetters,
    told: one.told + other.told,
    faults: summed(one.faults, other.faults),
    happened: summed(one.happened, other.happened),
    broken: one.broken + other.broken,
    brokenSeeds: [...one.brokenSeeds, ...other.brokenSeeds].toSorted((a, b) => a - b),
  };
}
