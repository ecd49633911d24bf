import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Outcome } from './outcome.ts';
import { importsFramework, renamedImports } from './renamed-imports.ts';
import { reasonOf, runTool, succeeded } from './run-tool.ts';
import { stackTemplates } from './stack-templates.ts';
import { templateDifferences } from './template-differences.ts';

/**
 * The successor, and of the AWS bindings that npm offers for this version of it those whose provider is nearest to ours (6.64.0; ours
 * is 6.25.0).
 */
const successor = { cdktn: '0.24.0', '@cdktn/provider-aws': '25.5.0' } as const;
const installSeconds = 300;

export interface RenameCheckOptions {
  readonly checkout: string;
  /** For the renamed copy and its packages. Below the checkout, where everything else is resolved from. */
  readonly folder: string;
  readonly npm?: string;
}

/**
 * Whether moving to the community's successor is no more than two names: a copy of the sources with the imports renamed is compiled
 * and synthesised, and every stack must come out equal. Skipped where npm cannot install the successor.
 */
export async function renameCheck({ checkout, folder, npm = 'npm' }: RenameCheckOptions): Promise<Outcome> {
  const copy = join(folder, 'copy');
  copySources(checkout, copy);
  const refused = await install(checkout, copy, npm);
  if (refused !== undefined) {
    return {
      kind: 'skipped',
      what: 'the stacks under cdktn',
      why: refused,
      howToGetIt: 'it needs the npm registry, or an npm cache that has the successor',
    };
  }
  const left = rename(join(copy, 'stacks'));
  if (left.length > 0) return { kind: 'failed', findings: left.map((file) => `stacks/${file} still imports cdktf`) };

  const compiler = join(checkout, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = await runTool(process.execPath, [compiler, '-p', copy], { folder: copy, seconds: 120 });
  if (!succeeded(compiled)) {
    const errors = compiled.kind === 'ended' ? compiled.output.split('\n').filter((line) => line !== '') : [];
    return { kind: 'failed', findings: [`renamed, it does not compile: ${reasonOf(compiled, 'tsc')}`, ...errors] };
  }
  const [ours, theirs] = await Promise.all([
    stackTemplates(checkout, join(folder, 'synthesised-with-cdktf')),
    stackTemplates(copy, join(folder, 'synthesised-with-cdktn')),
  ]);
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  const findings = [...names].flatMap((name) => {
    const [one, other] = [ours.get(name), theirs.get(name)];
    if (one === undefined || other === undefined) return [`${name}: is a stack of one of them only`];
    return templateDifferences(one, other).map((difference) => `${name}: ${difference}`);
  });
  if (findings.length > 0) return { kind: 'failed', findings };
  const versions = Object.entries(successor).map(([name, version]) => `${name}@${version}`);
  return { kind: 'passed', summary: `with ${versions.join(' and ')}, ${names.size} stacks are equal` };
}

/** What the stacks are built from, without what earlier runs left; the copy's packages stay. */
function copySources(checkout: string, copy: string): void {
  const apart = new Set(['node_modules', 'dist', 'coverage', 'cdktf.out', 'test', 'bench', 'docs', 'checks']);
  mkdirSync(copy, { recursive: true });
  for (const entry of readdirSync(copy)) {
    if (entry !== 'node_modules') rmSync(join(copy, entry), { recursive: true });
  }
  const folders = readdirSync(checkout, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && !apart.has(name));
  for (const name of folders) cpSync(join(checkout, name), join(copy, name), { recursive: true });
  writeJson(join(copy, 'package.json'), { name: 'renamed', private: true, type: 'module' });
  writeJson(join(copy, 'tsconfig.json'), {
    extends: join(checkout, 'tsconfig.json'),
    compilerOptions: { types: ['node'] },
    include: ['stacks/**/*.ts'],
    exclude: [],
  });
}

const Package = v.object({ version: v.string() });
const Manifest = v.object({ devDependencies: v.object({ constructs: v.string() }) });

/** Answers why npm cannot install the successor, if so. Exact versions and no scripts; without a lock file, since none of it ships. */
async function install(checkout: string, copy: string, npm: string): Promise<string | undefined> {
  const { constructs } = v.parse(Manifest, readJson(join(checkout, 'package.json'))).devDependencies;
  const wanted = Object.entries({ ...successor, constructs });
  const isThere = ([name, version]: [string, string]): boolean => {
    const file = join(copy, 'node_modules', name, 'package.json');
    return existsSync(file) && v.parse(Package, readJson(file)).version === version;
  };
  if (wanted.every(isThere)) return undefined;
  const flags = [
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--loglevel=error',
  ];
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
  const packages = wanted.map(([name, version]) => `${name}@${version}`);
  const installed = await runTool(npm, ['install', '--prefix', copy, ...flags, ...patience, ...packages], {
    folder: copy,
    seconds: installSeconds,
  });
  return succeeded(installed) ? undefined : reasonOf(installed, 'npm install');
}

/** Renames within a folder, and answers the files in which the framework is imported all the same. */
function rename(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const path = join(folder, file);
      const renamed = renamedImports(readFileSync(path, 'utf8'));
      writeFileSync(path, renamed);
      return importsFramework(renamed);
    });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
