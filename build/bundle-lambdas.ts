import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLambdas } from './build-lambda.ts';
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

/** Bundles every Lambda into `dist/NAME/index.mjs`. */
export async function bundleLambdas(
  outputFolder = join(repositoryRoot(), 'dist'),
  sources: readonly LambdaSource[] = lambdaSources(),
): Promise<LambdaBundle[]> {
  const built = await buildLambdas(sources);
  return Promise.all(
    sources.map(async ({ name }) => {
      const contents = built.get(name)?.contents;
      if (contents === undefined) throw new Error(`esbuild wrote nothing for ${name}`);
      const path = join(outputFolder, name, 'index.mjs');
      await mkdir(join(outputFolder, name), { recursive: true });
      // Whole or not at all: another process may be importing it.
      await writeFile(`${path}.${process.pid}`, contents);
      await rename(`${path}.${process.pid}`, path);
      const sha256 = createHash('sha256').update(contents).digest('hex');
      return { name, path, bytes: contents.length, sha256 };
    }),
  );
}
