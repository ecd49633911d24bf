import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type LambdaSource, lambdaSources } from './lambdas.ts';
import { repositoryRoot } from './repository-root.ts';

export interface LambdaBundle {
  readonly name: string;
  /** Absolute path of the one file, an ES module that exports `handler`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of the file in hex: the same sources give the same bundle. */
  readonly sha256: string;
}

/**
 * Bundles every Lambda into `dist/NAME/index.mjs`. `mainFields` prefers the SDK's ES modules: by default esbuild takes its
 * CommonJS ones for Node, of which nothing can be left out. `require` is defined because some of the SDK's dependencies call it.
 */
export async function bundleLambdas(
  outputFolder = join(repositoryRoot(), 'dist'),
  sources: readonly LambdaSource[] = lambdaSources(),
): Promise<LambdaBundle[]> {
  const root = repositoryRoot();
  return Promise.all(
    sources.map(async ({ name, entry }) => {
      const result = await build({
        stdin: { contents: entry, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
        bundle: true,
        write: false,
        minify: true,
        platform: 'node',
        target: 'node20',
        format: 'esm',
        mainFields: ['module', 'main'],
        banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
        logLevel: 'warning',
      });
      const [file] = result.outputFiles;
      if (file === undefined) throw new Error(`esbuild wrote nothing for ${name}`);
      const path = join(outputFolder, name, 'index.mjs');
      await mkdir(join(outputFolder, name), { recursive: true });
      // Whole or not at all: another process may be importing it.
      await writeFile(`${path}.${process.pid}`, file.contents);
      await rename(`${path}.${process.pid}`, path);
      const sha256 = createHash('sha256').update(file.contents).digest('hex');
      return { name, path, bytes: file.contents.length, sha256 };
    }),
  );
}
