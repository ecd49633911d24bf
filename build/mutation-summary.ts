import * as v from 'valibot';

/** What the JSON report of Stryker has that is counted here (mutation testing report schema 2). */
export const MutationReport = v.object({
  files: v.record(v.string(), v.object({ mutants: v.array(v.object({ status: v.string() })) })),
});

/** How a part's mutants ended. `score` is the percentage detected of those that count, to two digits. */
export interface MutationCount {
  readonly killed: number;
  readonly timeout: number;
  readonly survived: number;
  readonly noCoverage: number;
  /** Not run: those in code that is evaluated once, while a module loads, where the run was told to leave them out. */
  readonly ignored: number;
  readonly score: number;
}

/** Pure. Counts as Stryker does: a mutant that never ends is detected, one that does not compile or is left out does not count. */
export function countMutants(report: v.InferOutput<typeof MutationReport>): MutationCount {
  const statuses = Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const count = (status: string): number => statuses.filter((one) => one === status).length;
  const [killed, timeout, survived, noCoverage] = [
    count('Killed'),
    count('Timeout'),
    count('Survived'),
    count('NoCoverage'),
  ];
  const valid = killed + timeout + survived + noCoverage;
  const score = valid === 0 ? 0 : Math.round(((killed + timeout) / valid) * 10_000) / 100;
  return { killed, timeout, survived, noCoverage, ignored: count('Ignored'), score };
}
