import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { buildLambdas } from './build-lambda.ts';
import { lambdaSources } from './lambdas.ts';
import { Lockfile } from './lockfile.ts';
import { repositoryRoot } from './repository-root.ts';
import { sbomOf } from './sbom.ts';

/** Writes what is in the bundles as `dist/sbom.cdx.json`: `npm run sbom`. */
const root = repositoryRoot();
const lockfile = v.parse(Lockfile, JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
const built = await buildLambdas(lambdaSources());
const sbom = sbomOf(lockfile, new Map([...built].map(([name, { bytesByFile }]) => [name, bytesByFile])));
const file = join(root, 'dist', 'sbom.cdx.json');
await mkdir(dirname(file), { recursive: true });
await writeFile(file, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`${file}: ${sbom.components.length} packages in ${built.size} bundles`);
