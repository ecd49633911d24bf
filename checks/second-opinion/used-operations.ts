import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryRoot } from '../../build/repository-root.ts';

/** Folders in which nothing is that runs in an AWS account: tests, tools, and the local account itself. */
const apart = new Set([
  'bench',
  'build',
  'cdktf.out',
  'checks',
  'coverage',
  'dist',
  'local',
  'node_modules',
  'simulator',
  'test',
]);
const services = ['ec2', 's3', 's3-control', 'sqs', 'sts'];

/** Every operation of the compared services that the product calls, as in IAM: from what its modules import of the SDK. */
export function usedOperations(root = repositoryRoot()): string[] {
  const found = new Set<string>();
  for (const file of sources(root)) {
    const text = readFileSync(file, 'utf8');
    for (const [, names = '', client = ''] of text.matchAll(
      /import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-([\w-]+)'/g,
    )) {
      if (!services.includes(client)) continue;
      for (const name of names.split(',')) {
        const [imported = ''] = name.trim().split(/\s+/);
        const operation = /^([A-Z]\w*)Command$/.exec(imported)?.[1] ?? /^paginate([A-Z]\w*)$/.exec(imported)?.[1];
        if (operation !== undefined) found.add(`${client}:${operation}`);
      }
    }
  }
  return [...found].toSorted();
}

function sources(root: string): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter(
    (one) => one.isDirectory() && !one.name.startsWith('.') && !apart.has(one.name),
  );
  return folders.flatMap(({ name }) =>
    readdirSync(join(root, name), { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && one.name.endsWith('.ts'))
      .map((one) => join(one.parentPath, one.name))
      // The demonstration prepares what it breaks, in the local account only; a page runs in a browser.
      .filter((file) => !/^(cli\/demo|console\/page)\//.test(relative(root, file))),
  );
}
