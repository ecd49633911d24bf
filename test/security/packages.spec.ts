import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { Lockfile } from '../../build/lockfile.ts';
import { repositoryRoot } from '../../build/repository-root.ts';

const root = repositoryRoot();
const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

const Names = v.optional(v.record(v.string(), v.string()), {});
const Project = v.object({ dependencies: Names, devDependencies: Names, overrides: v.optional(v.unknown()) });
const project = v.parse(Project, readJson('package.json'));
const { '': own, ...packages } = v.parse(Lockfile, readJson('package-lock.json')).packages;
const installed = Object.entries(packages);

/** Packages that may run something when they are installed: esbuild puts the binary for this platform, a package of the lockfile, in its place. */
const scriptsAllowed = new Set(['node_modules/esbuild']);

/** What goes to AWS, or runs on an operator's machine. */
const licences = new Set(['Apache-2.0', 'MIT', '0BSD', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0']);
/** Of what only builds and tests, and is not passed on with anything. */
const licencesOfTools = new Set([
  ...licences,
  'MPL-2.0',
  'Python-2.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Unlicense',
  'Public Domain',
]);

describe('the lockfile', () => {
  it('has a SHA-512 of every package that is fetched', () => {
    const without = installed.filter(
      ([, { integrity, inBundle }]) => !inBundle && !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
    );

    assert.deepEqual(
      without.map(([path]) => path),
      [],
    );
    assert.isAbove(installed.length, 50);
  });

  it('lets what comes inside of another package come with that one’s hash', () => {
    for (const [path, { inBundle }] of installed) {
      if (!inBundle) continue;
      const [, carrier = ''] = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\/node_modules\//.exec(path) ?? [];
      assert.match(packages[carrier]?.integrity ?? '', /^sha512-/, path);
    }
  });

  it('fetches from the npm registry alone: from no repository, no other address and no folder', () => {
    const strange = installed.filter(
      ([, { resolved, link }]) =>
        link || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    );

    assert.deepEqual(
      strange.map(([path]) => path),
      [],
    );
    // Where the address is left out npm asks the registry that it is set to.
    if (existsSync(join(root, '.npmrc')))
      assert.notMatch(
        readFileSync(join(root, '.npmrc'), 'utf8'),
        /registry\s*=\s*(?!https:\/\/registry\.npmjs\.org)|_auth/,
      );
  });

  it('has whole versions, and those that package.json asks for', () => {
    for (const [path, { version = '' }] of installed)
      assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.]+)?$/, path);
    const asked = { ...project.dependencies, ...project.devDependencies };
    for (const [name, version] of Object.entries(asked)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} is not pinned`);
      assert.equal(packages[`node_modules/${name}`]?.version, version, name);
    }
    assert.isUndefined(project.overrides);
    assert.isDefined(own);
  });

  it('runs nothing at installation but what is known', () => {
    const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);

    assert.deepEqual(
      running.filter((path) => !scriptsAllowed.has(path)),
      [],
    );
  });
});

const Manifest = v.object({
  version: v.string(),
  license: v.optional(v.union([v.string(), v.object({ type: v.string() })])),
  licenses: v.optional(v.array(v.object({ type: v.string() }))),
});

const isPresent = (path: string): boolean => existsSync(join(root, path, 'package.json'));
const choicesOf = (named: string): string[] => named.replaceAll(/[()]/g, '').split(' OR ');

/** The licences that one may choose from: `MIT`, or `(MIT OR Apache-2.0)`. What is not on this disk has what the lockfile says of it. */
function licencesIn(path: string): string[] {
  if (!isPresent(path)) return choicesOf(packages[path]?.license ?? 'none');
  const { license, licenses = [] } = v.parse(Manifest, readJson(path, 'package.json'));
  const named = typeof license === 'string' ? license : license?.type;
  return choicesOf(named ?? licenses.map(({ type }) => type).join(' OR '));
}

describe('the licences of what is installed, here or on another platform', () => {
  it('let what runs be passed on', () => {
    const ofProduct = installed.filter(([, { dev }]) => !dev);
    const others = ofProduct.filter(([path]) => !licencesIn(path).some((licence) => licences.has(licence)));

    assert.deepEqual(
      others.map(([path]) => [path, licencesIn(path)]),
      [],
    );
    assert.isAbove(ofProduct.length, 30);
  });

  it('let what builds and tests be used', () => {
    const others = installed.filter(([path]) => !licencesIn(path).some((licence) => licencesOfTools.has(licence)));

    assert.deepEqual(
      others.map(([path]) => [path, licencesIn(path)]),
      [],
    );
  });

  it('are those that the lockfile says, so that it is to be believed of what is not on this disk', () => {
    const differing = installed.filter(
      ([path, { license }]) =>
        isPresent(path) && license !== undefined && choicesOf(license).join() !== licencesIn(path).join(),
    );

    assert.deepEqual(
      differing.map(([path, { license }]) => [path, license, licencesIn(path)]),
      [],
    );
    const absent = installed.filter(([path]) => !isPresent(path));
    assert.isAbove(absent.length, 10, 'binaries for other platforms are in the lockfile alone');
  });

  it('are known of all that has to be on this disk: only what is optional is missing', () => {
    const missing = installed.filter(([path, { optional }]) => !optional && !isPresent(path));

    assert.deepEqual(
      missing.map(([path]) => path),
      [],
    );
  });
});
