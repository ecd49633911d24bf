import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout that a module lies in, also when it runs compiled from a folder below it. */
export function repositoryRoot(from: string = import.meta.dirname): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${from}`);
    folder = parent;
  }
  return folder;
}
