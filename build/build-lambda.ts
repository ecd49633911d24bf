import { build } from 'esbuild';
import type { LambdaSource } from './lambdas.ts';
import { literalSchemaKeys } from './literal-keys.ts';
import { repositoryRoot } from './repository-root.ts';

export interface BuiltLambda {
  /** One ES module, minified. */
  readonly contents: Uint8Array;
  /** Every file that was read, by its path from the root, with its share of the bundle: 0 if all of it was left out. */
  readonly bytesByFile: ReadonlyMap<string, number>;
}

/**
 * One Lambda's bundle. `mainFields` prefers the SDK's ES modules: by default esbuild takes its CommonJS ones for Node, of which
 * nothing can be left out. `require` is defined because some of the SDK's dependencies call it. The same sources give the same
 * bytes, wherever the checkout lies and the process runs.
 */
export async function buildLambda({ name, entry }: LambdaSource, root = repositoryRoot()): Promise<BuiltLambda> {
  const result = await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [literalSchemaKeys],
    banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
    logLevel: 'warning',
  });
  const [file] = result.outputFiles;
  const [output] = Object.values(result.metafile.outputs);
  if (file === undefined || output === undefined) throw new Error(`esbuild wrote nothing for ${name}`);
  const bytesByFile = new Map(
    Object.keys(result.metafile.inputs).map((path) => [path, output.inputs[path]?.bytesInOutput ?? 0]),
  );
  return { contents: file.contents, bytesByFile };
}
