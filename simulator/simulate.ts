import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { keepResult, keptResult } from '../build/keep-result.ts';
import { repositoryRoot } from '../build/repository-root.ts';
import { progressLine } from '../cli/progress-line.ts';
import { continueRun } from './continue-run.ts';
import { bundleProduct, bundleWorker, outdir } from './bundles.ts';
import { atEachCall, eachCallScenarios } from './each-call.ts';
import { findMutants } from './find-mutants.ts';
import { scenarioOf } from './host/draw-scenario.ts';
import type { Scenario } from './host/scenario.ts';
import type { Answered, Asked } from './host/worker.ts';
import { startPool } from './pool.ts';
import { runSeeds, type SeedsRun } from './run-seeds.ts';
import { keptNameOf, summaryOf, tooFewOf } from './summary.ts';

const usage = `Runs the pipeline's own Lambdas through simulated trouble, one scenario a seed, and checks what must always be so.

npm run simulate -- [options]

  --seeds N      so many seeds (2000), up to the fifth that breaks something
  --from N       the first of them (1)
  --minutes N    no more are begun after so many minutes, which the output says
  --at-least N   fails where time was up before so many seeds were tried
  --continue     goes on where the last run of these seeds with this product was interrupted, and stops for no broken seed
  --seed N       only this one, with what happened in it where it breaks something
  --replay FILE  a scenario that an earlier run saved, likewise
  --each-call    two scenarios (or that of --seed or --replay) once for each of their calls and each way in which a call can fail
  --mutants      puts known faults into the product, one at a time, and says which seed finds each
  --jobs N       processes (one per processor)
  --json         the totals as JSON

Exit code: 0 nothing broke, 1 something did or too few were tried, 2 wrong use. docs/reliability.md is told of runs of 1,000 seeds and more.`;

const whole = (text: string, name: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} should be a whole number, and is ${JSON.stringify(text)}`);
  process.exit(2);
};
const options = optionsOf();
if (options.help === true) {
  console.log(usage);
  process.exit(0);
}
if (
  options.continue === true &&
  (options['each-call'] ?? options.mutants ?? options.seed ?? options.replay) !== undefined
) {
  console.error(
    '--continue goes with --seeds and --from, and with none of --seed, --replay, --each-call and --mutants',
  );
  process.exit(2);
}
if (options.mutants === true) {
  const all = whole(options.jobs ?? String(availableParallelism()), 'jobs');
  const found = await findMutants(all, ({ mutant, seed, invariant }) =>
    console.log(seed === undefined ? `NOT FOUND  ${mutant.name}` : `seed ${seed}\t${mutant.name}: ${invariant}`),
  );
  keepResult('simulation-mutants', {
    mutants: found.length,
    found: found.filter(({ seed }) => seed !== undefined).length,
  });
  process.exit(found.every(({ seed }) => seed !== undefined) ? 0 : 1);
}
const jobs = whole(options.jobs ?? String(availableParallelism()), 'jobs');
const [worker, product] = await Promise.all([bundleWorker(), bundleProduct()]);
const pool = await startPool(worker, product, jobs);
const asked = options['each-call'] === true ? await eachCallOf(askedFor()) : askedFor();
const line = progressLine(process.stderr);
const common = {
  jobs,
  ...(options.minutes === undefined ? {} : { mostMs: whole(options.minutes, 'minutes') * 60_000 }),
  progress: (done: number, total: number) => line.bar(done, total, 'seeds'),
};
const run = await (options.continue === true
  ? continueRun(pool, asked, {
      ...common,
      bundles: hashOf(worker, product),
      read: () => keptResult('simulation-progress'),
      write: (progress) => keepResult('simulation-progress', progress),
      goesOn: (done) => console.error(`${done} of ${asked.length} seeds are done already: going on after them.`),
    })
  : runSeeds(pool, asked, { ...common, stopAfter: 5 }));
pool.close();
line.clear();
for (const failure of run.failures) report(failure);
save(run);
if (options.json === true) console.log(JSON.stringify({ ...run.totals, seconds: run.seconds }, null, 2));
else console.log(summaryOf(run, asked.length));
if (run.totals.broken === 0 && run.totals.seeds < asked.length)
  console.error(`Time was up after ${run.totals.seeds} of ${asked.length} seeds: the others were not tried.`);
const tooFew = tooFewOf(run.totals.seeds, whole(options['at-least'] ?? '0', 'at-least'));
if (tooFew !== undefined) console.error(tooFew);
process.exitCode = run.totals.broken > 0 || tooFew !== undefined ? 1 : 0;

function optionsOf() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      options: {
        seeds: text,
        from: text,
        minutes: text,
        'at-least': text,
        continue: flag,
        seed: text,
        replay: text,
        'each-call': flag,
        jobs: text,
        json: flag,
        mutants: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

function askedFor(): Asked[] {
  if (options.replay !== undefined) {
    const saved = JSON.parse(readFileSync(options.replay, 'utf8')) as Omit<Scenario, 'restoreFaults'> &
      Partial<Scenario>;
    // Saved before restores had faults of their own.
    const scenario = { restoreFaults: [], ...saved };
    return [{ seed: scenario.seed, scenario, shrink: false }];
  }
  if (options.seed !== undefined) return [{ seed: whole(options.seed, 'seed') }];
  if (options['each-call'] === true) return eachCallScenarios.map((scenario) => ({ seed: scenario.seed, scenario }));
  const from = whole(options.from ?? '1', 'from');
  return Array.from({ length: whole(options.seeds ?? '2000', 'seeds') }, (_, at) => ({ seed: from + at }));
}

function hashOf(...files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

async function eachCallOf(all: readonly Asked[]): Promise<Asked[]> {
  const struck: Asked[] = [];
  for (const { seed, scenario = scenarioOf(seed) } of all) {
    const { callsInTrouble } = await pool.ask({ seed, scenario, shrink: false });
    struck.push(...atEachCall(scenario, callsInTrouble).map((one) => ({ seed, scenario: one })));
  }
  return struck;
}

/** The seed, the smallest scenario that breaks alike, and what happened in it. */
function report({ seed, broken, scenario, trace = [] }: Answered): void {
  const file = join(outdir, `seed-${seed}.json`);
  mkdirSync(outdir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(scenario, null, 2)}\n`);
  const shown = relative(repositoryRoot(), file);
  console.log(`Seed ${seed} breaks:`);
  for (const { invariant, detail } of broken) console.log(`  ${invariant}: ${detail}`);
  console.log(`The smallest scenario that does so is in ${shown}:`);
  console.log(JSON.stringify(scenario));
  console.log('What happened, by milliseconds:');
  console.log(trace.map((text) => `  ${text}`).join('\n'));
  console.log(`Again: npm run simulate -- --seed ${seed}, or --replay ${shown}\n`);
}

/** For the table of docs/reliability.md. */
function save({ totals, seconds }: SeedsRun): void {
  const name = keptNameOf(totals.seeds, options['each-call'] === true);
  if (name !== undefined) keepResult(name, { ...totals, seconds, jobs });
}
