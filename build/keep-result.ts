import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

/** What long runs leave behind, for the table of docs/reliability.md. Ignored by git. */
const folder = (): string => join(repositoryRoot(), '.reliability');

/** Writes `.reliability/NAME.json`, whole or not at all. */
export function keepResult(name: string, result: object): void {
  mkdirSync(folder(), { recursive: true });
  const file = join(folder(), `${name}.json`);
  writeFileSync(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** What was kept under the name, as it was written; undefined where nothing was. */
export function keptResult(name: string): unknown {
  const file = join(folder(), `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
