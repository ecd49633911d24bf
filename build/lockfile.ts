import * as v from 'valibot';

const Names = v.optional(v.record(v.string(), v.string()), {});

/** One installed package, as `package-lock.json` has it (npm docs, "package-lock.json"). */
export const LockedPackage = v.object({
  version: v.optional(v.string()),
  /** Absent where the registry is whatever npm is set to. */
  resolved: v.optional(v.string()),
  integrity: v.optional(v.string()),
  license: v.optional(v.string()),
  dev: v.optional(v.boolean(), false),
  optional: v.optional(v.boolean(), false),
  link: v.optional(v.boolean(), false),
  inBundle: v.optional(v.boolean(), false),
  hasInstallScript: v.optional(v.boolean(), false),
  dependencies: Names,
  optionalDependencies: Names,
  peerDependencies: Names,
});
export type LockedPackage = v.InferOutput<typeof LockedPackage>;

/** By path from the root: `node_modules/a/node_modules/@b/c`; the empty path is the project itself. */
export const Lockfile = v.object({
  name: v.string(),
  version: v.string(),
  lockfileVersion: v.literal(3),
  packages: v.record(v.string(), LockedPackage),
});
export type Lockfile = v.InferOutput<typeof Lockfile>;

/** Pure. The path of the package that a file is of; undefined for a file of no package. */
export function packageOf(file: string): string | undefined {
  return /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

/** `@b/c` of `node_modules/a/node_modules/@b/c`. */
export function packageName(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
