import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { keepResult, keptResult } from './keep-result.ts';
import { mutationParts } from './mutation-parts.ts';
import { countMutants, MutationReport } from './mutation-summary.ts';
import { repositoryRoot } from './repository-root.ts';

/**
 * `npm run mutate -- [part …] [--quick]`: mutates the parts of the core, all of them where none is named, and fails where one is
 * under the lowest score. `--quick` leaves out what is evaluated while a module loads, for which a process has to be started each.
 * Stryker is installed at its first use into an ignored folder, so that nobody who builds or tests has to fetch it.
 */
const stryker = '9.6.1';
const lowestScore = 90;

const root = repositoryRoot();
const tools = join(root, '.checks', 'stryker');
const binary = join(tools, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const named = given.filter((argument) => argument !== '--quick');
const unknown = named.filter((name) => !Object.hasOwn(mutationParts, name));
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}: there are ${Object.keys(mutationParts).join(', ')}`);
  process.exit(2);
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${status}`);
}

if (!existsSync(binary)) {
  await mkdir(tools, { recursive: true });
  const packages = ['core', 'mocha-runner'].map((name) => `@stryker-mutator/${name}@${stryker}`);
  // Without peers: mocha is the repository's own, and a second one would not see its suites.
  run('npm', ['install', '--prefix', tools, '--no-save', '--no-package-lock', '--legacy-peer-deps', ...packages]);
}

const Shared = v.looseObject({ mochaOptions: v.looseObject({}) });
const shared = v.parse(Shared, JSON.parse(await readFile(join(root, 'stryker.config.json'), 'utf8')));
const Known = v.optional(v.record(v.string(), v.unknown()), {});
let isLow = false;
for (const [part, { mutate, specs }] of Object.entries(mutationParts)) {
  if (named.length > 0 && !named.includes(part)) continue;
  const folder = join('.checks', 'mutation', part);
  await mkdir(join(root, folder), { recursive: true });
  const options = {
    ...shared,
    mutate,
    ignoreStatic: isQuick,
    mochaOptions: { ...shared.mochaOptions, spec: specs },
    incrementalFile: join(folder, 'incremental.json'),
    jsonReporter: { fileName: join(folder, 'report.json') },
    htmlReporter: { fileName: join(folder, 'report.html') },
  };
  const configFile = join(folder, 'stryker.json');
  await writeFile(join(root, configFile), JSON.stringify(options, null, 2));
  run(process.execPath, [binary, 'run', configFile]);

  const report = v.parse(MutationReport, JSON.parse(await readFile(join(root, folder, 'report.json'), 'utf8')));
  const count = countMutants(report);
  isLow ||= count.score < lowestScore;
  keepResult('mutation', { ...v.parse(Known, keptResult('mutation')), [part]: count });
  console.log(
    `${part}: ${count.score} % of ${count.killed + count.timeout + count.survived + count.noCoverage} mutants`,
  );
}
if (isLow) {
  console.error(`a part is under ${lowestScore} %`);
  process.exitCode = 1;
}
