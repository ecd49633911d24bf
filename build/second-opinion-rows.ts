import * as v from 'valibot';
import { count, type Row, whole } from './reliability-row.ts';

const SecondOpinion = v.looseObject({
  scenarios: count,
  /** Of runs that did not tell random sequences from fixed ones. */
  sequences: v.optional(count),
  randomSequences: v.optional(count),
  fixedSequences: v.optional(count),
  operationsCompared: count,
  knownDifferences: count,
  seconds: count,
  /** Absent in runs that did not keep it. */
  failed: v.optional(v.looseObject({ scenarios: count, randomSequences: count, fixedSequences: count })),
});

/** Pure. Of what `npm run test:moto` kept. Throws a ValiError where it is not of its form. */
export function secondOpinionRows(kept: unknown): Row[] {
  const run = v.parse(SecondOpinion, kept);
  const how = 'npm run test:moto';
  return [
    ['scenarios against moto', how, withFailed(run.scenarios, run.failed?.scenarios)],
    ...sequenceRows(run, how),
    ['operations compared', how, whole(run.operationsCompared)],
    ['known differences, each looked into', how, whole(run.knownDifferences)],
  ];
}

function sequenceRows(run: v.InferOutput<typeof SecondOpinion>, how: string): Row[] {
  const { randomSequences: random, fixedSequences: fixed, sequences: both, failed } = run;
  const differed = failed?.randomSequences ?? 0;
  const alike = 'random sequences, answered alike by moto and the local account';
  const shown = 'fixed sequences, among them one that shows each known difference';
  return [
    ...rowWhere(random, alike, how, (all) =>
      differed === 0 ? whole(all) : `${whole(all - differed)} of ${whole(all)}`,
    ),
    ...rowWhere(fixed, shown, how, (all) => withFailed(all, failed?.fixedSequences)),
    ...rowWhere(both, 'sequences, random and fixed', how, whole),
  ];
}

function rowWhere(kept: number | undefined, what: string, how: string, figure: (kept: number) => string): Row[] {
  return kept === undefined ? [] : [[what, how, figure(kept)]];
}

function withFailed(all: number, failed: number | undefined): string {
  return failed === undefined ? whole(all) : `${whole(all)}, of which ${whole(failed)} failed`;
}
