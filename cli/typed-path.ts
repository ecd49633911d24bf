import { resolve } from 'node:path';

/**
 * Where a file is that somebody named on the command line: relative to the folder he typed in. `npm run configmend` changes to the
 * checkout's root first, and tells in INIT_CWD where it was started. Other scripts inherit INIT_CWD as well, and have not changed folders for us.
 */
export function typedPath(path: string, environment: NodeJS.ProcessEnv = process.env, folder = process.cwd()): string {
  const { npm_lifecycle_event: script, INIT_CWD: typedIn } = environment;
  return resolve(script === 'configmend' && typedIn !== undefined ? typedIn : folder, path);
}
