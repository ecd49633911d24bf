import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleLambdas, type LambdaBundle } from '../../../build/bundle-lambdas.ts';

let built: Promise<LambdaBundle[]> | undefined;

/** Every Lambda as it is deployed, built once per process, apart from `dist`, where another process may be building. */
export function builtBundles(): Promise<LambdaBundle[]> {
  built ??= build();
  return built;
}

async function build(): Promise<LambdaBundle[]> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-end-to-end-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return bundleLambdas(folder);
}
