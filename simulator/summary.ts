import { table } from '../cli/table.ts';
import type { SeedsRun } from './run-seeds.ts';

const number = (value: number): string => value.toLocaleString('en');

/** Pure. What a run of so many seeds did, as a table of two columns. */
export function summaryOf({ totals, seconds }: SeedsRun, asked: number): string {
  const rows = [
    ['seeds', totals.seeds < asked ? `${number(totals.seeds)} of ${number(asked)}` : number(totals.seeds)],
    [
      '  that broke something',
      [number(totals.broken), totals.brokenSeeds.slice(0, 20).join(', ')].filter(Boolean).join(': '),
    ],
    ['  per second', (totals.seeds / seconds).toFixed(1)],
    ['calls of the functions', number(totals.calls)],
    ['changes of resources', number(totals.mutations)],
    ['restores compared with the state before', number(totals.restored)],
    ['dead letters', number(totals.deadLetters)],
    ['messages to Slack', number(totals.told)],
    ...byKind('faults that struck', totals.faults),
    ...byKind('what else happened to it', totals.happened),
  ];
  return table(rows, ['SIMULATED', `IN ${seconds.toFixed(0)} S`]);
}

/** The sum, and a row for each kind, the most frequent first. */
function byKind(what: string, counts: Readonly<Record<string, number>>): string[][] {
  const kinds = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const sum = kinds.reduce((all, [, count]) => all + count, 0);
  return [[what, number(sum)], ...kinds.map(([kind, count]) => [`  ${kind}`, number(count)])];
}

/** Pure. The complaint where fewer seeds were tried than a run has to try; undefined where they were enough. */
export function tooFewOf(seeds: number, atLeast: number): string | undefined {
  if (seeds >= atLeast) return undefined;
  return `Only ${number(seeds)} seeds were tried, and --at-least asks for ${number(atLeast)}: this run says too little.`;
}

/** Fewer seeds are a look at something, and not what the documents should tell of. */
const leastKept = 1000;

/** Pure. The name that a result is kept under; undefined where it is not kept. A long run is not forgotten for the short one after it. */
export function keptNameOf(seeds: number, eachCall: boolean): string | undefined {
  if (eachCall) return seeds > 1 ? 'simulation-each-call' : undefined;
  if (seeds < leastKept) return undefined;
  return seeds >= 10_000 ? 'simulation-long' : 'simulation';
}
