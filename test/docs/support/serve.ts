import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { assert } from 'chai';
import { repositoryRoot } from '../../../build/repository-root.ts';

const served = new Map<string, Promise<void>>();
const running = new Set<ChildProcess>();

/**
 * Runs a command of configmend that serves, in a process of its own, until its first line, opens the page that the line names, and ends
 * it as Ctrl-C does. Fails unless the line says that it is ready, there is a page, and the exit code is 0. The same command is run once.
 */
export function serve(
  args: readonly string[],
  ready: RegExp,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const command = args.join(' ');
  const run = served.get(command) ?? serveOnce(args, ready, environment);
  // Whoever started it early waits for it later.
  run.catch(() => undefined);
  served.set(command, run);
  return run;
}

async function serveOnce(
  args: readonly string[],
  ready: RegExp,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const root = repositoryRoot();
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'cli', 'configmend.ts'), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const closed = once(child, 'close').finally(() => running.delete(child));
  const stderr = text(child.stderr);
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, 'line'), closed.then(() => [''])]);
  const [address = ''] = /http:\S+/.exec(String(line)) ?? [];
  // By its answer it also listens for Ctrl-C, which is a moment after the line.
  const page = address === '' ? undefined : await fetch(address);
  child.kill('SIGINT');
  await closed;
  assert.match(String(line), ready, await stderr);
  assert.equal(page?.status, 200);
  assert.equal(child.exitCode, 0, `${child.signalCode} ${await stderr}`);
}

/** Ends what is still running, after a failure. */
export function stopServing(): void {
  for (const child of running) child.kill();
}
