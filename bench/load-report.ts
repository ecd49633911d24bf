import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../build/repository-root.ts';
import { heapGrowthBound, type LoadFigures, residentGrowthBound } from './load.ts';

/** A part of the runs: what it measured in rows for people, what it adds to the record, and what was wrong. */
export interface Report {
  readonly rows: readonly (readonly string[])[];
  readonly record: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
  /** What the run could not tell. */
  readonly inconclusive?: readonly string[];
}

export const reportHeader = ['FIGURE', 'MEASURED', 'AIM'];

export const whole = (value: number): string => Math.round(value).toLocaleString('en');

export function loadReport(figures: LoadFigures): Report {
  const { problems, ...record } = figures;
  const mb = (value: number): string => `${whole(value)} MB`;
  return {
    rows: [
      ['messages drained', whole(figures.messages), ''],
      ['  about resources, all mended', whole(figures.resources), ''],
      ['  lost, or mended other than once', whole(figures.lost), '0'],
      ['  seconds', whole(figures.seconds), ''],
      ['  messages per second', whole(figures.perSecond), ''],
      ['  resources per second', whole(figures.resourcesPerSecond), ''],
      ['  AWS calls per resource, reads included', figures.callsPerResource.toFixed(2), ''],
      ['  AWS calls per message', figures.callsPerMessage.toFixed(2), ''],
      ['  changes per resource', figures.changesPerResource.toFixed(2), '1.00'],
      ['  peak memory of the process, account included', mb(figures.peakMegabytes), ''],
      [
        '  from warm-up to the end',
        `${mb(figures.warmMegabytes)} to ${mb(figures.endMegabytes)}`,
        `at most ${residentGrowthBound * 100} % more`,
      ],
      ['  living objects of all functions at warm-up', mb(figures.heapWarmMegabytes), ''],
      ['  their growth from then on', `${figures.heapGrowthMegabytes.toFixed(1)} MB`, `at most ${heapGrowthBound} MB`],
    ],
    record: { ...record },
    problems,
  };
}

/** Where the runs leave their figures: each adds its own, and leaves those of the others. */
export const recordPath = join('.reliability', 'load.json');

export async function addToRecord(record: Report['record'], path = join(repositoryRoot(), recordPath)): Promise<void> {
  const known = await readFile(path, 'utf8').catch(() => '{}');
  const all: unknown = JSON.parse(known);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify({ ...(typeof all === 'object' ? all : {}), ...record }, null, 2)}\n`);
}
