import '../cli/quiet-sdk.ts';
import { parseArgs } from 'node:util';
import { progressLine } from '../cli/progress-line.ts';
import { table } from '../cli/table.ts';
import { benchLoad } from './load.ts';
import { benchOverlap } from './load-overlap.ts';
import { addToRecord, loadReport, recordPath, type Report, reportHeader } from './load-report.ts';
import { overlapReport, soakReport } from './soak-report.ts';
import { runSoak } from './soak-run.ts';

const usage = `Drains a large backlog, lets coordinators overlap, and feeds the pipeline change events for a while.

npm run soak -- [options]

  --only PART    load, overlap or soak alone
  --resources N  resources of the backlog (5000)
  --messages N   messages about each (10)
  --minutes N    how long events come (10)
  --rate N       events per second (50)
  --groups N     groups that they are about (300)
  --json         the figures as JSON

Exit code: 0 all as it should be, 1 something is not, or the run is inconclusive, 2 wrong use.`;

const parts = ['load', 'overlap', 'soak'] as const;
type Part = (typeof parts)[number];

const options = optionsOf();
if (options.help === true) {
  console.log(usage);
  process.exit(0);
}
const line = progressLine(process.stderr);
const progress = (text: string): void => line.progress(text);
const [resources, messagesEach] = [amount('resources', '5000'), amount('messages', '10')];
const [minutes, rate, groups] = [amount('minutes', '10'), amount('rate', '50'), amount('groups', '300')];
const run: Record<Part, () => Promise<Report>> = {
  load: async () => loadReport(await benchLoad({ resources, messagesEach, progress })),
  overlap: async () => overlapReport(await benchOverlap(Math.min(400, resources), 5)),
  soak: async () => soakReport(await runSoak({ minutes, rate, groups, progress })),
};
const reports: Report[] = [];
for (const part of parts.filter((one) => options.only === undefined || options.only === one)) {
  const report = await run[part]();
  line.clear();
  await addToRecord(report.record);
  reports.push(report);
}
const problems = reports.flatMap((report) => report.problems);
if (options.json === true)
  console.log(JSON.stringify(Object.assign({}, ...reports.map(({ record }) => record)), null, 2));
else
  console.log(
    table(
      reports.flatMap(({ rows }) => rows),
      reportHeader,
    ),
  );
for (const problem of problems.slice(0, 50)) console.error(problem);
if (problems.length > 50) console.error(`… and ${problems.length - 50} more`);
const inconclusive = reports.flatMap((report) => report.inconclusive ?? []);
for (const one of inconclusive) console.error(`inconclusive, run it longer or with more of the machine: ${one}`);
console.error(`The figures are in ${recordPath}.`);
process.exit(problems.length + inconclusive.length > 0 ? 1 : 0);

function optionsOf() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const spelled = {
    only: text,
    resources: text,
    messages: text,
    minutes: text,
    rate: text,
    groups: text,
    json: flag,
    help: flag,
  };
  try {
    const { values } = parseArgs({ options: spelled });
    if (values.only === undefined || parts.some((part) => part === values.only)) return values;
    throw new Error(`--only should be ${parts.join(', ')}, and is ${JSON.stringify(values.only)}`);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return process.exit(2);
  }
}

function amount(name: 'resources' | 'messages' | 'minutes' | 'rate' | 'groups', otherwise: string): number {
  const text = options[name] ?? otherwise;
  if (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  console.error(`--${name} should be a number above 0, and is ${JSON.stringify(text)}`);
  return process.exit(2);
}
