import { createHash } from 'node:crypto';
import { type LockedPackage, type Lockfile, packageName, packageOf } from './lockfile.ts';

/** Of a Lambda: the bytes of its bundle by the file they are of, as the build tells them. */
export type BundleShares = ReadonlyMap<string, ReadonlyMap<string, number>>;

interface Component {
  readonly type: 'library';
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly scope: 'required';
  readonly hashes: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  /** An SPDX id, or an expression where a package is under several. */
  readonly licenses: readonly ({ readonly license: { readonly id: string } } | { readonly expression: string })[];
  readonly purl: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

/** A bill of materials (CycloneDX v1.6 JSON Reference). It has no timestamp: the same sources have the same one. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly lifecycles: readonly { readonly phase: 'build' }[];
    readonly tools: { readonly components: readonly { type: 'application'; name: string; version: string }[] };
    readonly component: { type: 'application'; 'bom-ref': string; name: string; version: string; purl: string };
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * Pure. What of other people's work is in the bundles of the Lambdas: every package of which a byte is in one, with its version, licence and
 * the hash that npm installs it by. Throws for a package that the lockfile does not know.
 */
export function sbomOf(lockfile: Lockfile, bundles: BundleShares): Sbom {
  const lambdasOf = new Map<string, Set<string>>();
  for (const [lambda, shares] of bundles) {
    for (const [file, bytes] of shares) {
      const path = packageOf(file);
      if (path !== undefined && bytes > 0) lambdasOf.set(path, (lambdasOf.get(path) ?? new Set()).add(lambda));
    }
  }
  const bundled = new Map([...lambdasOf.keys()].toSorted().map((path) => [path, lockedAt(lockfile, path)]));
  const components = [...bundled].map(([path, locked]) => componentOf(path, locked, lambdasOf.get(path) ?? new Set()));
  const { name, version } = lockfile;
  const root = purlOf(name, version);
  const refs = new Map([...bundled].map(([path, locked]) => [path, purlOf(packageName(path), locked.version ?? '')]));
  const dependsOn = (from: string, locked: LockedPackage): string[] =>
    Object.keys(locked.dependencies)
      .flatMap((dependency) => refs.get(resolved(from, dependency, lockfile) ?? '') ?? [])
      .toSorted();
  const dependencies = [
    { ref: root, dependsOn: dependsOn('', lockedAt(lockfile, '')) },
    ...[...bundled].map(([path, locked]) => ({ ref: refs.get(path) ?? '', dependsOn: dependsOn(path, locked) })),
  ];
  const esbuild = lockedAt(lockfile, 'node_modules/esbuild').version ?? '';
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([root, components, dependencies]))}`,
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      tools: { components: [{ type: 'application', name: 'esbuild', version: esbuild }] },
      component: { type: 'application', 'bom-ref': root, name, version, purl: root },
    },
    components,
    dependencies: oneOfEach(dependencies),
  };
}

function componentOf(path: string, locked: LockedPackage, lambdas: ReadonlySet<string>): Component {
  const [whole, version] = [packageName(path), locked.version ?? ''];
  const [group, name] = whole.startsWith('@') ? whole.split('/') : [undefined, whole];
  return {
    type: 'library',
    'bom-ref': purlOf(whole, version),
    ...(group === undefined ? {} : { group }),
    name: name ?? whole,
    version,
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: hexOf(path, locked.integrity) }],
    licenses: [licenceOf(path, locked.license)],
    purl: purlOf(whole, version),
    properties: [...lambdas].toSorted().map((lambda) => ({ name: 'configmend:lambda', value: lambda })),
  };
}

/** Where Node finds a dependency from there: in the nearest folder above that has it. */
function resolved(from: string, dependency: string, { packages }: Lockfile): string | undefined {
  const parts = from === '' ? [] : from.split('/node_modules/');
  for (let count = parts.length; count >= 0; count--) {
    const path = [...parts.slice(0, count), dependency].join('/node_modules/');
    const found = count === 0 ? `node_modules/${dependency}` : path;
    if (Object.hasOwn(packages, found)) return found;
  }
  return undefined;
}

/** Package URL of type npm (purl-spec): the scope's `@` is percent-encoded. */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
}

function lockedAt({ packages }: Lockfile, path: string): LockedPackage {
  const locked = packages[path];
  if (locked === undefined) throw new Error(`package-lock.json has no ${path}: install anew`);
  return locked;
}

function hexOf(path: string, integrity = ''): string {
  const [, base64] = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity) ?? [];
  if (base64 === undefined) throw new Error(`package-lock.json has no SHA-512 of ${path}`);
  return Buffer.from(base64, 'base64').toString('hex');
}

function licenceOf(path: string, license: string | undefined): Component['licenses'][number] {
  if (license === undefined) throw new Error(`package-lock.json has no licence of ${path}`);
  return license.includes(' ') ? { expression: license } : { license: { id: license } };
}

/** In the form of a UUID of version 8, which is for a digest of one's own (RFC 9562). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A package that is installed twice in one version is one component to whoever reads its dependencies. */
function oneOfEach(dependencies: Sbom['dependencies']): Sbom['dependencies'] {
  const byRef = new Map<string, Set<string>>();
  for (const { ref, dependsOn } of dependencies) {
    byRef.set(ref, new Set([...(byRef.get(ref) ?? []), ...dependsOn]));
  }
  return [...byRef].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].toSorted() }));
}
