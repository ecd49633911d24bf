import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';

/** Where what long runs leave behind is, for the table of docs/reliability.md; `.reliability/NAME.json`, ignored by git. */
export function keptFile(name: string): string {
  return join(repositoryRoot(), '.reliability', `${name}.json`);
}

/** Writes the file whole or not at all, whoever else writes it at the same time. */
export function keepResult(name: string, result: unknown): void {
  const file = keptFile(name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

/** What was kept under the name, as it was written; undefined where nothing was. */
export function keptResult(name: string): unknown {
  const file = keptFile(name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
