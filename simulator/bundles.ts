import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { lambdaSources } from '../build/lambdas.ts';
import { repositoryRoot } from '../build/repository-root.ts';

const root = repositoryRoot();
/** What the simulator builds and leaves behind. */
export const outdir = join(root, '.simulator');

/** A fault put into the product on purpose. */
export interface Mutation {
  /** From the root. */
  readonly file: string;
  /** Once in the file, as it is written there. */
  readonly find: string;
  readonly replace: string;
  /** Others with it, where one alone makes no difference. */
  readonly also?: readonly Omit<Mutation, 'also'>[];
}

/** The simulation itself, its SDK clients talking to it instead of to AWS. Answers the file's path. */
export async function bundleWorker(name = 'worker', mutation?: Mutation): Promise<string> {
  mkdirSync(outdir, { recursive: true });
  const outfile = join(outdir, `${name}.mjs`);
  await build({
    entryPoints: [join(root, 'simulator/host/worker.ts')],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [ownTransport, ...mutating(mutation)],
    banner: { js: `import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);` },
    logLevel: 'warning',
  });
  return outfile;
}

const ownTransport: Plugin = {
  name: 'own-transport',
  setup({ onResolve }) {
    onResolve({ filter: /^@smithy\/node-http-handler$/ }, () => ({ path: join(root, 'simulator/host/transport.ts') }));
  },
};

/** The product: the entries that its Lambdas are built from, each loaded when it is asked for, and the restore. Answers the file's path. */
export async function bundleProduct(name = 'product', mutation?: Mutation): Promise<string> {
  mkdirSync(outdir, { recursive: true });
  const outfile = join(outdir, `${name}.cjs`);
  const entries = new Map(lambdaSources().map(({ name: lambda, entry }) => [`lambda:${lambda}`, entry]));
  entries.set('restore:', restoreEntry);
  const handlers = [...entries.keys()]
    .filter((path) => path !== 'restore:')
    .map((path) => `${JSON.stringify(path.slice('lambda:'.length))}: () => require(${JSON.stringify(path)}).handler`);
  const contents = `export const handlers = {${handlers.join(',')}};\nexport const restore = () => require('restore:');`;
  await build({
    stdin: { contents, resolveDir: root },
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // These are the worker's: loaded once, and talking to the simulation.
    external: ['@aws-sdk/*', '@slack/webhook', 'valibot'],
    plugins: [madeUp(entries), ...mutating(mutation)],
    logLevel: 'warning',
  });
  return outfile;
}

const restoreEntry = [
  `export { prepareRestore } from './restore/prepare-restore.ts';`,
  `export { carryOutRestore } from './restore/carry-out-restore.ts';`,
  `export { restoreDeps } from './cli/restore-deps.ts';`,
].join('\n');

function madeUp(entries: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'made-up-entries',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(lambda|restore):/ }, ({ path }) => ({ path, namespace: 'entry' }));
      onLoad({ filter: /./, namespace: 'entry' }, ({ path }) => ({
        contents: entries.get(path) ?? '',
        resolveDir: root,
        loader: 'ts',
      }));
    },
  };
}

/** Throws where the product has changed so that the mutation is not what it was. */
function mutating(mutation: Mutation | undefined): Plugin[] {
  if (mutation === undefined) return [];
  const contents = new Map<string, string>();
  for (const { file, find, replace } of [mutation, ...(mutation.also ?? [])]) {
    const path = join(root, file);
    const text = contents.get(path) ?? readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} has not exactly one: ${find}`);
    contents.set(
      path,
      text.replace(find, () => replace),
    );
  }
  const load = (path: string) => {
    const text = contents.get(path);
    return text === undefined ? undefined : ({ contents: text, loader: 'ts' } as const);
  };
  return [{ name: 'mutation', setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => load(path)) }];
}
