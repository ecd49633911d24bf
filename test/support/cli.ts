import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';
import type { Terminal } from '../../cli/terminal.ts';

export interface TemporaryFiles {
  /** Writes text as it is and anything else as JSON; answers the path. */
  write(name: string, content: unknown): Promise<string>;
  path(name: string): string;
  remove(): Promise<void>;
}

export async function temporaryFiles(): Promise<TemporaryFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-'));
  return {
    path: (name) => join(folder, name),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

export interface Printed extends Terminal {
  readonly stdout: string[];
  readonly warnings: string[];
}

/** A terminal without colours that keeps what is said. */
export function printed(): Printed {
  const stdout: string[] = [];
  const warnings: string[] = [];
  return {
    stdout,
    warnings,
    out: (text) => stdout.push(text),
    warn: (text) => warnings.push(text),
    progress: () => undefined,
    bar: () => undefined,
    paint: (_, text) => text,
  };
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const Exit = v.object({ code: v.number(), stdout: v.string(), stderr: v.string() });

/** The command as an operator runs it, in a process of its own, with no AWS settings but those given. */
export async function configmend(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const root = repositoryRoot();
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  const env = { ...Object.fromEntries(own), NODE_NO_WARNINGS: '1', AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  try {
    const done = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', join(root, 'cli', 'configmend.ts'), ...args],
      { cwd: root, env, timeout: 60_000 },
    );
    return { code: 0, ...done };
  } catch (error) {
    return v.parse(Exit, error);
  }
}
