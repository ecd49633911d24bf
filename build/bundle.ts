import { join } from 'node:path';
import { bundleLambdas } from './bundle-lambdas.ts';
import { repositoryRoot } from './repository-root.ts';
import { writeSbom } from './sbom-file.ts';

/** Bundles every Lambda, with the bill of materials beside them, into `dist` or the folder that is named: `npm run build`. */
const folder = process.argv[2] ?? join(repositoryRoot(), 'dist');
const bundles = await bundleLambdas(folder);
for (const { name, bytes, sha256 } of bundles) {
  console.log(`${name.padEnd(36)} ${String(Math.round(bytes / 1024)).padStart(5)} KiB  ${sha256.slice(0, 12)}`);
}
const { packages } = await writeSbom(folder, bundles);
console.log(`${'sbom.cdx.json'.padEnd(36)} ${String(packages).padStart(5)} packages`);
