import { join } from 'node:path';
import { repositoryRoot } from './repository-root.ts';
import { writeSbom } from './sbom-file.ts';

/** Writes what is in the bundles as `dist/sbom.cdx.json`, without bundling anything: `npm run sbom`. */
const { path, packages, bundles } = await writeSbom(join(repositoryRoot(), 'dist'));
console.log(`${path}: ${packages} packages in ${bundles} bundles`);
