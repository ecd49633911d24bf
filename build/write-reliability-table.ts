import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptResult } from './keep-result.ts';
import { keptNames, withReliabilityTable } from './reliability-table.ts';
import { repositoryRoot } from './repository-root.ts';

const page = join(repositoryRoot(), 'docs', 'reliability.md');
const kept = Object.fromEntries(keptNames.map((name) => [name, keptResult(name)]));
const missing = keptNames.filter((name) => kept[name] === undefined);
if (missing.length > 0) console.error(`not run here, and so left as it was in the table: ${missing.join(', ')}`);
await writeFile(page, withReliabilityTable(await readFile(page, 'utf8'), kept));
