import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';
import { withRulesTable } from './rules-table.ts';

const readme = join(repositoryRoot(), 'README.md');
await writeFile(readme, withRulesTable(await readFile(readme, 'utf8')));
