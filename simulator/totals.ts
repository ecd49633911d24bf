import type { Answered } from './host/worker.ts';

/** What a run of many seeds did. */
export interface Totals {
  readonly seeds: number;
  readonly calls: number;
  readonly mutations: number;
  readonly restored: number;
  readonly deadLetters: number;
  readonly told: number;
  /** Faults that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  readonly broken: number;
}

export const noTotals: Totals = {
  seeds: 0,
  calls: 0,
  mutations: 0,
  restored: 0,
  deadLetters: 0,
  told: 0,
  faults: {},
  broken: 0,
};

export function withAnswer(totals: Totals, answer: Answered): Totals {
  const faults = { ...totals.faults };
  for (const [kind, count] of Object.entries(answer.faults)) faults[kind] = (faults[kind] ?? 0) + count;
  return {
    seeds: totals.seeds + 1,
    calls: totals.calls + answer.calls,
    mutations: totals.mutations + answer.mutations,
    restored: totals.restored + answer.restored,
    deadLetters: totals.deadLetters + answer.deadLetters,
    told: totals.told + answer.told,
    faults,
    broken: totals.broken + (answer.broken.length > 0 ? 1 : 0),
  };
}
