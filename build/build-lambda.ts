import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
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
 * One Lambda's bundle. The same sources give the same bytes, wherever the checkout lies, the process runs, and whatever is built
 * beside it.
 */
export async function buildLambda(source: LambdaSource, root = repositoryRoot()): Promise<BuiltLambda> {
  const built = (await buildLambdas([source], root)).get(source.name);
  if (built === undefined) throw new Error(`esbuild wrote nothing for ${source.name}`);
  return built;
}

/**
 * Several at once, by name: what they share is read once. `mainFields` prefers the SDK's ES modules: by default esbuild takes its
 * CommonJS ones for Node, of which nothing can be left out. `require` is defined because some of the SDK's dependencies call it.
 */
export async function buildLambdas(
  sources: readonly LambdaSource[],
  root = repositoryRoot(),
): Promise<ReadonlyMap<string, BuiltLambda>> {
  const { outputFiles, metafile } = await build({
    entryPoints: sources.map(({ name }) => ({ in: name, out: name })),
    outdir: join(root, 'dist'),
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    plugins: [entriesOf(sources, root), literalSchemaKeys],
    banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
    logLevel: 'warning',
  });
  const outputs = Object.entries(metafile.outputs);
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const name = basename(path, '.mjs');
      const [, output] = outputs.find(([file]) => basename(file, '.mjs') === name) ?? [];
      if (output === undefined) throw new Error(`esbuild does not say what is in ${name}`);
      const shares = Object.keys(metafile.inputs).map(
        (file) => [file, output.inputs[file]?.bytesInOutput ?? 0] as const,
      );
      return [name, { contents, bytesByFile: new Map(shares) }];
    }),
  );
}

/** The entries are made up from the registries and are no files: each is its Lambda's name. */
function entriesOf(sources: readonly LambdaSource[], root: string): Plugin {
  const texts = new Map(sources.map(({ name, entry }) => [name, entry]));
  return {
    name: 'lambda-entries',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ kind, path }) =>
        kind === 'entry-point' && texts.has(path) ? { path, namespace: 'lambda' } : undefined,
      );
      onLoad({ filter: /./, namespace: 'lambda' }, ({ path }) => ({
        contents: texts.get(path) ?? '',
        resolveDir: root,
        loader: 'ts',
      }));
    },
  };
}
