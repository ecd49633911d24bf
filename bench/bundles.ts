import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildLambda, type BuiltLambda } from '../build/build-lambda.ts';
import { type LambdaSource, lambdaSources } from '../build/lambdas.ts';

export interface BundleFigures {
  readonly name: string;
  readonly bytes: number;
  readonly sdkBytes: number;
  /** The shortest of all samples: other work on the machine only ever adds. */
  readonly coldImportMs: number;
  /** As long, for a bundle of nothing but its SDK clients and their commands. */
  readonly sdkAloneMs: number;
}

const maximumBytes = 1_000_000;
const maximumRatio = 1.3;

export const bundleHeader = ['BUNDLE', 'SIZE', 'COLD IMPORT', 'SDK ALONE', 'RATIO'];
export const bundleAims = [
  'aim',
  `at most ${(maximumBytes / 1000).toLocaleString('en')} kB`,
  '',
  '',
  `at most ${maximumRatio}`,
];

/** Of the table under `bundleHeader`; what misses its aim says so. */
export function bundleRow({ name, bytes, coldImportMs, sdkAloneMs }: BundleFigures): string[] {
  const ratio = coldImportMs / sdkAloneMs;
  const size = `${Math.round(bytes / 1000).toLocaleString('en')} kB`;
  return [
    name,
    bytes > maximumBytes ? `${size} (missed)` : size,
    `${coldImportMs.toFixed(1)} ms`,
    `${sdkAloneMs.toFixed(1)} ms`,
    ratio > maximumRatio ? `${ratio.toFixed(2)} (missed)` : ratio.toFixed(2),
  ];
}

/**
 * Measures each Lambda's bundle against one that is made in the same way of its SDK clients alone: import only, in a fresh
 * process per sample. The two take turns, so that a slow spell of the machine meets both.
 */
export async function benchBundles(
  samples = 15,
  sources: readonly LambdaSource[] = lambdaSources(),
): Promise<BundleFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'configmend-bench-'));
  try {
    const figures: BundleFigures[] = [];
    for (const source of sources) {
      const lambda = await buildLambda(source);
      const sdk = await buildLambda({ name: `${source.name}-sdk`, entry: sdkAlone(lambda) });
      const url = await write(join(folder, source.name), lambda);
      const sdkUrl = await write(join(folder, `${source.name}-sdk`), sdk);
      // The first of each reads from the disk.
      await coldImportMs(url);
      await coldImportMs(sdkUrl);
      const times: number[] = [];
      const sdkTimes: number[] = [];
      for (let sample = 0; sample < samples; sample += 1) {
        times.push(await coldImportMs(url));
        sdkTimes.push(await coldImportMs(sdkUrl));
      }
      figures.push({
        name: source.name,
        bytes: lambda.contents.length,
        sdkBytes: sdk.contents.length,
        coldImportMs: Math.min(...times),
        sdkAloneMs: Math.min(...sdkTimes),
      });
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sdkModule = /^node_modules\/@aws-sdk\/(client-[^/]+)\/dist-es\/(?:commands\/|pagination\/)?(\w+)\.js$/;

/** A module text that exports the SDK clients, commands and paginators that are in the bundle, and nothing else. */
export function sdkAlone({ bytesByFile }: Pick<BuiltLambda, 'bytesByFile'>): string {
  const exported = [...bytesByFile].flatMap(([path, bytes]) => {
    const [, client = '', module = ''] = sdkModule.exec(path) ?? [];
    if (bytes === 0 || !/(Client|Command|Paginator)$/.test(module)) return [];
    return [{ client, name: module.replace(/^(\w+)Paginator$/, 'paginate$1') }];
  });
  return exported
    .map(({ client, name }, index) => `export { ${name} as sdk${index} } from '@aws-sdk/${client}';`)
    .join('\n');
}

async function write(folder: string, { contents }: BuiltLambda): Promise<string> {
  const path = join(folder, 'index.mjs');
  await mkdir(folder);
  await writeFile(path, contents);
  return pathToFileURL(path).href;
}

const run = promisify(execFile);
const probe = [
  'const started = performance.now();',
  'await import(process.argv[1]);',
  'process.stdout.write(String(performance.now() - started));',
].join('\n');

/** How long a new process takes to import the module, its own start not counted. The environment is that of a Lambda. */
export async function coldImportMs(url: string): Promise<number> {
  const env = { AWS_REGION: 'eu-west-1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', probe, url], { env });
  return Number(stdout);
}
