import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../../build/repository-root.ts';
import { outcomeLines } from '../outcome.ts';
import { secondOpinionCheck } from './second-opinion-check.ts';

const { values } = parseArgs({
  options: {
    // The same sequences in every run, unless others are asked for.
    seed: { type: 'string', default: '7' },
    times: { type: 'string', default: '1' },
  },
});
const [seed, times] = [whole('seed'), whole('times')];
const checkout = repositoryRoot();
const outcomes = await secondOpinionCheck({
  checkout,
  folder: join(checkout, '.checks', 'second-opinion'),
  seed,
  times,
  report: (line) => console.log(`- ${line}`),
});
for (const outcome of outcomes) for (const line of outcomeLines(outcome)) console.log(line);
process.exitCode = outcomes.some(({ kind }) => kind === 'failed') ? 1 : 0;

/** Anything else would be the same sequences again, or none. */
function whole(name: 'seed' | 'times'): number {
  const given = Number(values[name]);
  if (Number.isInteger(given) && given > 0) return given;
  throw new Error(`--${name} ${values[name]}: it has to be a whole number above 0`);
}
