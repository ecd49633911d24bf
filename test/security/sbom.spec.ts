import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import * as v from 'valibot';
import { lambdaSources } from '../../build/lambdas.ts';
import { Lockfile } from '../../build/lockfile.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import { writeSbom } from '../../build/sbom-file.ts';
import { type Sbom, sbomOf } from '../../build/sbom.ts';

const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;
const locked = (dependencies: Record<string, string> = {}, version = '1.0.0') => ({
  version,
  integrity,
  license: 'MIT',
  dependencies,
});
const lockfile: Lockfile = v.parse(Lockfile, {
  name: 'project',
  version: '0.1.0',
  lockfileVersion: 3,
  packages: {
    '': { name: 'project', version: '0.1.0', dependencies: { '@s/a': '^1.0.0', b: '1' } },
    'node_modules/@s/a': { ...locked({ b: '2', c: '1', unbundled: '1' }), license: 'MIT OR Apache-2.0' },
    'node_modules/@s/a/node_modules/b': locked({}, '2.0.0'),
    'node_modules/b': locked({ c: '1' }),
    'node_modules/c': locked(),
    'node_modules/unbundled': locked(),
    'node_modules/esbuild': locked({}, '9.9.9'),
  },
});
const shares = new Map([
  [
    'one',
    new Map([
      ['node_modules/@s/a/x.js', 10],
      ['node_modules/@s/a/node_modules/b/y.js', 5],
      ['rules/z.ts', 3],
    ]),
  ],
  [
    'two',
    new Map([
      ['node_modules/b/y.js', 5],
      ['node_modules/c/lib/c.js', 1],
      ['node_modules/unbundled/u.js', 0],
    ]),
  ],
]);

describe('the bill of materials', function () {
  it('names each package of which a byte is in a bundle, with licence, hash and the Lambdas that it is in', () => {
    const { components } = sbomOf(lockfile, shares);

    assert.deepEqual(
      components.map(({ purl, group, name, licenses, properties }) => [
        purl,
        group,
        name,
        licenses,
        properties.map(({ value }) => value),
      ]),
      [
        ['pkg:npm/%40s/a@1.0.0', '@s', 'a', [{ expression: 'MIT OR Apache-2.0' }], ['one']],
        ['pkg:npm/b@2.0.0', undefined, 'b', [{ license: { id: 'MIT' } }], ['one']],
        ['pkg:npm/b@1.0.0', undefined, 'b', [{ license: { id: 'MIT' } }], ['two']],
        ['pkg:npm/c@1.0.0', undefined, 'c', [{ license: { id: 'MIT' } }], ['two']],
      ],
    );
    assert.deepEqual(components[0]?.hashes, [{ alg: 'SHA-512', content: '07'.repeat(64) }]);
  });

  it('says who needs whom, by the version that Node would find', () => {
    const { dependencies } = sbomOf(lockfile, shares);

    assert.deepEqual(dependencies, [
      { ref: 'pkg:npm/project@0.1.0', dependsOn: ['pkg:npm/%40s/a@1.0.0', 'pkg:npm/b@1.0.0'] },
      { ref: 'pkg:npm/%40s/a@1.0.0', dependsOn: ['pkg:npm/b@2.0.0', 'pkg:npm/c@1.0.0'] },
      { ref: 'pkg:npm/b@2.0.0', dependsOn: [] },
      { ref: 'pkg:npm/b@1.0.0', dependsOn: ['pkg:npm/c@1.0.0'] },
      { ref: 'pkg:npm/c@1.0.0', dependsOn: [] },
    ]);
  });

  it('is refused for what the lockfile does not know, or has no hash or licence of', () => {
    const withPackage = (path: string, overrides: object): Lockfile => ({
      ...lockfile,
      packages: {
        ...lockfile.packages,
        [path]: { ...v.parse(Lockfile, lockfile).packages['node_modules/c'], ...overrides } as never,
      },
    });

    assert.throws(
      () => sbomOf(lockfile, new Map([['one', new Map([['node_modules/d/d.js', 1]])]])),
      'has no node_modules/d',
    );
    assert.throws(
      () => sbomOf(withPackage('node_modules/c', { integrity: 'sha1-x' }), shares),
      'no SHA-512 of node_modules/c',
    );
    assert.throws(
      () => sbomOf(withPackage('node_modules/c', { license: undefined }), shares),
      'no licence of node_modules/c',
    );
  });

  describe('that the build writes', () => {
    let folder: string;
    let sbom: Sbom;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'configmend-build-'));
      const script = join(repositoryRoot(), 'build', 'bundle.ts');
      await promisify(execFile)(process.execPath, ['--import', 'tsx', script, folder], { cwd: repositoryRoot() });
      sbom = JSON.parse(await readFile(join(folder, 'sbom.cdx.json'), 'utf8')) as Sbom;
    });
    after(() => rm(folder, { recursive: true, force: true }));

    it('is what `npm run build` leaves beside the bundles, of each of them and of no other', async () => {
      const { scripts } = v.parse(
        v.object({ scripts: v.object({ build: v.string() }) }),
        JSON.parse(await readFile(join(repositoryRoot(), 'package.json'), 'utf8')),
      );
      assert.include(scripts.build, 'build/bundle.ts');
      const bundled = (await readdir(folder)).filter((name) => name !== 'sbom.cdx.json');
      const named = sbom.components.flatMap(({ properties }) => properties.map(({ value }) => value));

      assert.sameMembers(
        bundled,
        lambdaSources().map(({ name }) => name),
      );
      assert.sameMembers([...new Set(named)], bundled);
    });

    it('is refused for a bundle that is not what the sources give', async () => {
      const sha256 = createHash('sha256').update('other').digest('hex');
      const refused = await writeSbom(folder, [{ name: 'digest', sha256 }]).then(
        () => 'written',
        (error: unknown) => String(error),
      );

      assert.include(refused, 'the sources of digest have changed');
    });

    it('has what CycloneDX 1.6 asks for', () => {
      assert.match(sbom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.deepInclude(sbom, { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
      const refs = sbom.components.map((component) => component['bom-ref']);
      assert.lengthOf(new Set(refs), refs.length, 'a reference is not unique');
      for (const { purl, hashes } of sbom.components) {
        assert.match(purl, /^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*$/);
        assert.match(hashes[0]?.content ?? '', /^[0-9a-f]{128}$/);
      }
      const known = new Set([...refs, sbom.metadata.component['bom-ref']]);
      for (const { ref, dependsOn } of sbom.dependencies)
        for (const one of [ref, ...dependsOn]) assert.isTrue(known.has(one), one);
    });

    it('has what the Lambdas are made of, and nothing that only builds or tests', () => {
      const names = sbom.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));

      assert.includeMembers(names, ['valibot', '@aws-sdk/client-sqs', '@aws-sdk/client-ec2', '@slack/webhook']);
      for (const name of ['esbuild', 'mocha', 'cdktf', 'typescript', 'tsx', 'preact']) assert.notInclude(names, name);
    });
  });
});
