import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../stacks/synthesise.ts';
import { bundleLambdas } from './bundle-lambdas.ts';
import { repositoryRoot } from './repository-root.ts';
import { resourcesDocument } from './resources-table.ts';

const folder = await mkdtemp(join(tmpdir(), 'configmend-resources-'));
try {
  const templates = synthesise(join(folder, 'out'), await bundleLambdas(join(folder, 'bundles')));
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
  const text = resourcesDocument(
    await read(templates.configmend),
    await read(templates['configmend-member']),
    await read(templates['configmend-cis-alarms']),
  );
  await writeFile(join(repositoryRoot(), 'docs', 'resources.md'), text);
} finally {
  await rm(folder, { recursive: true });
}
