import * as v from 'valibot';
import { count, type Row, whole } from './reliability-row.ts';
import { secondOpinionRows } from './second-opinion-rows.ts';

const Simulation = v.looseObject({
  seeds: count,
  asked: v.optional(count),
  calls: count,
  mutations: count,
  restored: count,
  faults: v.record(v.string(), count),
  happened: v.optional(v.record(v.string(), count), {}),
  broken: count,
  seconds: count,
});
const Mutants = v.looseObject({ mutants: count, found: count });
const Fuzz = v.array(v.looseObject({ boundary: v.string(), inputs: count, seconds: count }));
const Load = v.looseObject({ messages: count, resources: count, lost: count, perSecond: count, peakMegabytes: count });
const Overlap = v.looseObject({
  coordinators: count,
  resources: count,
  messages: count,
  atOnce: count,
  refused: count,
  problems: count,
});
const growth = v.number();
/** Of a growth: absent in runs that did not keep it, null where there were too few samples. */
const error = v.nullish(count);
const Soak = v.looseObject({
  minutes: count,
  rate: count,
  events: count,
  mends: count,
  lost: count,
  p95Seconds: count,
  heapGrowth: growth,
  handlesGrowth: growth,
  latencyGrowth: growth,
  heapGrowthError: error,
  handlesGrowthError: error,
  latencyGrowthError: error,
});
/** Each part of a run adds its own. */
const part = v.optional(v.unknown());
const LoadParts = v.looseObject({ messages: part, overlap: part, soak: part });
const MutationTesting = v.record(
  v.string(),
  v.looseObject({
    killed: count,
    /** Absent in runs that did not keep it, and so is the other. */
    timeout: v.optional(count),
    survived: count,
    noCoverage: v.optional(count),
    score: count,
  }),
);

/** What the long runs kept, by the names they keep it under; what is absent was not run here. */
export type Kept = Readonly<Record<string, unknown>>;

/** The names that the table is made of, in its order, and what the rows of each say that it is run by. */
const runs = {
  simulation: /^npm run simulate$/,
  'simulation-long': /^npm run simulate -- --seeds /,
  'simulation-each-call': /^npm run simulate -- --each-call$/,
  'simulation-mutants': /^npm run simulate -- --mutants$/,
  fuzz: /^npm run fuzz$/,
  'second-opinion': /^npm run test:moto$/,
  load: /^npm run soak$/,
  mutation: /^npm run mutate$/,
} as const;
export type KeptName = keyof typeof runs;
export const keptNames = Object.keys(runs) as readonly KeptName[];

/**
 * Pure. The rows of docs/reliability.md. Of what was not run here the rows stay that `table`, which was there before, has. Throws a ValiError for a
 * result that is not of its form.
 */
export function reliabilityTable(kept: Kept, table = ''): string {
  const before = table.split('\n').filter((line) => /^\| .* \| `npm run /.test(line));
  const lines = keptNames.flatMap((name) => {
    if (kept[name] === undefined) return before.filter((line) => runs[name].test(line.split('`').at(1) ?? ''));
    return rowsOf(name, kept[name]).map(([what, how, figure]) => `| ${what} | \`${how}\` | ${figure} |`);
  });
  return ['| what | run | measured |', '| --- | --- | --- |', ...lines].join('\n');
}

function rowsOf(name: KeptName, kept: unknown): Row[] {
  switch (name) {
    case 'simulation':
      return seedRows(kept, simulate);
    case 'simulation-long':
      return longRows(kept);
    case 'simulation-each-call':
      return eachCallRows(kept);
    case 'simulation-mutants':
      return mutantRows(kept);
    case 'fuzz':
      return fuzzRows(kept);
    case 'second-opinion':
      return secondOpinionRows(kept);
    case 'load':
      return loadRows(kept);
    case 'mutation':
      return mutationRows(kept);
  }
}

const simulate = 'npm run simulate';

function eachCallRows(kept: unknown): Row[] {
  const { seeds, broken } = v.parse(Simulation, kept);
  const figure = `${whole(seeds)} runs, of which ${whole(broken)} broke something`;
  return [['each failure of a call, at each call of a mend', `${simulate} -- --each-call`, figure]];
}

function mutantRows(kept: unknown): Row[] {
  const { mutants, found } = v.parse(Mutants, kept);
  const what = 'faults put into the product that the simulator finds';
  return [[what, `${simulate} -- --mutants`, `${found} of ${mutants}`]];
}

/** The long run is called by how many seeds were asked for, which are those that it began unless it was told to end sooner. */
function longRows(kept: unknown): Row[] {
  const { seeds, asked = seeds } = v.parse(Simulation, kept);
  return seedRows(kept, `${simulate} -- --seeds ${asked} --continue`);
}

function seedRows(kept: unknown, how: string): Row[] {
  const run = v.parse(Simulation, kept);
  const sum = (counts: Readonly<Record<string, number>>): string =>
    whole(Object.values(counts).reduce((all, one) => all + one, 0));
  const kinds = (counts: Readonly<Record<string, number>>): string => `${Object.keys(counts).length} kinds`;
  return [
    ['seeds simulated', how, `${whole(run.seeds)}, of which ${whole(run.broken)} broke something`],
    [`faults that struck, of ${kinds(run.faults)}`, how, sum(run.faults)],
    [`what else happened to it, of ${kinds(run.happened)}`, how, sum(run.happened)],
    ['calls of the functions', how, whole(run.calls)],
    ['changes of resources, each checked as it was made', how, whole(run.mutations)],
    ['restores compared with the state before', how, whole(run.restored)],
    ['seeds per second', how, (run.seeds / run.seconds).toFixed(1)],
  ];
}

function fuzzRows(kept: unknown): Row[] {
  return v
    .parse(Fuzz, kept)
    .map(({ boundary, inputs }): Row => [`bent inputs: ${boundary}`, 'npm run fuzz', whole(inputs)]);
}

function loadRows(kept: unknown): Row[] {
  const { messages, overlap, soak } = v.parse(LoadParts, kept);
  return [
    ...(messages === undefined ? [] : drainedRows(kept)),
    ...(overlap === undefined ? [] : overlapRows(overlap)),
    ...(soak === undefined ? [] : soakRows(soak)),
  ];
}

function overlapRows(kept: unknown): Row[] {
  const run = v.parse(Overlap, kept);
  const both = `${whole(run.atOnce)} pairs of batches at once, ${whole(run.refused)} times left to the other`;
  const figure = `${whole(run.messages)} messages about ${whole(run.resources)} resources, ${both}, ${whole(run.problems)} not mended just once`;
  return [[`${run.coordinators} coordinators at once`, 'npm run soak', figure]];
}

function soakRows(kept: unknown): Row[] {
  const run = v.parse(Soak, kept);
  const grown = (value: number, uncertain: number | null | undefined, unit: string): string => {
    const error = typeof uncertain === 'number' ? ` ± ${(2 * uncertain).toFixed(2)}` : '';
    return `${value.toFixed(2)}${error} ${unit}`.trimEnd();
  };
  const stream = `${whole(run.events)} in ${run.minutes} minutes, ${run.rate.toFixed(1)} a second`;
  const ended = `${whole(run.mends)} mends, ${whole(run.lost)} lost, p95 ${run.p95Seconds.toFixed(2)} s`;
  const growths = [
    `p95 ${grown(run.latencyGrowth, run.latencyGrowthError, 's')}`,
    `memory ${grown(run.heapGrowth, run.heapGrowthError, 'MB')}`,
    `handles ${grown(run.handlesGrowth, run.handlesGrowthError, '')}`,
  ];
  return [
    ['steady stream of changes', 'npm run soak', `${stream}: ${ended}`],
    ['growth over it, of an environment', 'npm run soak', growths.join(', ')],
  ];
}

function drainedRows(kept: unknown): Row[] {
  const run = v.parse(Load, kept);
  const figure = `${whole(run.messages)} over ${whole(run.resources)} resources, ${whole(run.lost)} lost, ${whole(run.perSecond)} a second, at most ${whole(run.peakMegabytes)} MB`;
  return [['instructions drained', 'npm run soak', figure]];
}

/** All that counts in the score, so that the row adds up to it. */
function mutationRows(kept: unknown): Row[] {
  return Object.entries(v.parse(MutationTesting, kept)).map(([part, mutants]): Row => {
    const { killed, timeout, survived, noCoverage, score } = mutants;
    const ended = [
      [killed, 'killed'],
      [timeout, 'ended by time-out'],
      [survived, 'survived'],
      [noCoverage, 'passed by no spec'],
    ] as const;
    const counts = ended.flatMap(([mutated, how]) => (mutated === undefined ? [] : `${whole(mutated)} ${how}`));
    return [`mutants of ${part}`, 'npm run mutate', `${counts.join(', ')}: ${score.toFixed(1)} %`];
  });
}

const [begin, end] = ['<!-- measured -->', '<!-- end of measured -->'];

/** Pure. The page with its table made anew. Throws where it has no place for it, and as `reliabilityTable` does. */
export function withReliabilityTable(page: string, kept: Kept): string {
  const [before, rest] = page.split(begin);
  const [table, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${begin} … ${end}`);
  return `${before}${begin}\n${reliabilityTable(kept, table)}\n${end}${after}`;
}
