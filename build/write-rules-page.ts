import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';
import { rulesPage } from './rules-page.ts';

await writeFile(join(repositoryRoot(), 'docs', 'rules.md'), rulesPage());
