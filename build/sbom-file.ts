import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { buildLambdas } from './build-lambda.ts';
import type { LambdaBundle } from './bundle-lambdas.ts';
import { lambdaSources } from './lambdas.ts';
import { Lockfile } from './lockfile.ts';
import { repositoryRoot } from './repository-root.ts';
import { sbomOf } from './sbom.ts';

export interface WrittenSbom {
  readonly path: string;
  readonly packages: number;
  readonly bundles: number;
}

/**
 * Writes what is in the bundles as `sbom.cdx.json` into their folder. Throws where these bundles are not what the sources give now: it would
 * be of others than lie beside it.
 */
export async function writeSbom(
  folder: string,
  bundles: readonly Pick<LambdaBundle, 'name' | 'sha256'>[] = [],
): Promise<WrittenSbom> {
  const root = repositoryRoot();
  const lockfile = v.parse(Lockfile, JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const built = await buildLambdas(lambdaSources());
  for (const { name, sha256 } of bundles) {
    const contents = built.get(name)?.contents ?? '';
    if (createHash('sha256').update(contents).digest('hex') !== sha256)
      throw new Error(`the sources of ${name} have changed since it was bundled: build anew`);
  }
  const sbom = sbomOf(lockfile, new Map([...built].map(([name, { bytesByFile }]) => [name, bytesByFile])));
  const path = join(folder, 'sbom.cdx.json');
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.${process.pid}`, `${JSON.stringify(sbom, null, 2)}\n`);
  await rename(`${path}.${process.pid}`, path);
  return { path, packages: sbom.components.length, bundles: built.size };
}
