import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LambdaBundle } from '../../../../build/bundle-lambdas.ts';
import { lambdaSources } from '../../../../build/lambdas.ts';

/** A function that answers its environment, and nothing else, for each Lambda of the stack; gone when the run is over. */
export function fakeBundles(): LambdaBundle[] {
  const folder = mkdtempSync(join(tmpdir(), 'configmend-fake-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return lambdaSources().map(({ name }) => {
    const path = join(folder, name, 'index.mjs');
    const text = `export const handler = async () => ({ name: '${name}', environment: { ...process.env } });\n`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return { name, path, bytes: text.length, sha256: createHash('sha256').update(text).digest('hex') };
  });
}
