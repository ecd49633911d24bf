import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { renameCheck } from '../../checks/rename-check.ts';
import { temporaryFolder } from '../stacks/support/synthesised.ts';
import { fakeProgram } from './support/fake-program.ts';

const framework = 'cdktf';
const frameworkSource = (queue: string, version: string): string =>
  `export const queue = '${queue}'; export const version = '${version}';`;
const frameworkTypes = 'export declare const queue: string; export declare const version: string;';

/** An app that asks its framework for the name of a queue and for its version, and writes one stack. */
const app = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { queue, version } from '${framework}';
const out = process.env['CDKTF_OUTDIR'] ?? '';
const terraform = { required_providers: { aws: { source: 'aws', version } } };
const template = { '//': { metadata: { version } }, terraform, resource: { aws_sqs_queue: { queue } } };
mkdirSync(out, { recursive: true });
writeFileSync(out + '/manifest.json', JSON.stringify({ stacks: { main: { synthesizedStackPath: 'main.json' } } }));
writeFileSync(out + '/main.json', JSON.stringify(template));
`;

function write(file: string, content: string | object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function writePackage(folder: string, version: string, source: string, types: string): void {
  write(join(folder, 'package.json'), { version, type: 'module', main: 'index.js', types: 'index.d.ts' });
  write(join(folder, 'index.js'), source);
  write(join(folder, 'index.d.ts'), types);
}

/** A checkout of that app, in a folder with a space, beside the compiler that is installed here. */
function checkoutOf(source: string): string {
  const checkout = join(temporaryFolder(), 'check out');
  write(join(checkout, 'stacks', 'main.ts'), source);
  write(join(checkout, 'package.json'), { type: 'module', devDependencies: { constructs: '1.0.0' } });
  const strict = { strict: true, noUnusedLocals: true, skipLibCheck: true };
  write(join(checkout, 'tsconfig.json'), {
    compilerOptions: { ...strict, module: 'nodenext', target: 'es2023', noEmit: true },
  });
  writePackage(join(checkout, 'node_modules', framework), '0.21.0', frameworkSource('work', '0.21.0'), frameworkTypes);
  for (const name of ['typescript', 'tsx', '@types']) {
    symlinkSync(join(repositoryRoot(), 'node_modules', name), join(checkout, 'node_modules', name));
  }
  return checkout;
}

/** An npm that installs this successor, and notes that it was asked. */
function npmOf(checkout: string, source: string, types = frameworkTypes): string {
  const packages = join(checkout, '.registry');
  writePackage(join(packages, 'cdktn'), '0.24.0', source, types);
  writePackage(join(packages, '@cdktn', 'provider-aws'), '25.5.0', '', '');
  writePackage(join(packages, 'constructs'), '1.0.0', '', '');
  const lines = [`echo "$@" >> '${checkout}/.asked'`, `cp -r '${packages}' "$3/node_modules"`];
  return fakeProgram(join(checkout, '.npm'), ...lines);
}

const successor = frameworkSource('work', '0.24.0');

describe('the check of the renamed imports', () => {
  it('passes where the successor makes the same of the stacks, and installs it once', async () => {
    const checkout = checkoutOf(app);
    const options = { checkout, folder: join(checkout, '.checks'), npm: npmOf(checkout, successor) };

    const outcomes = [await renameCheck(options), await renameCheck(options)];

    for (const { kind } of outcomes) assert.equal(kind, 'passed');
    const asked = readFileSync(join(checkout, '.asked'), 'utf8');
    assert.match(asked, /^install --prefix .* cdktn@0\.24\.0 @cdktn\/provider-aws@25\.5\.0 constructs@1\.0\.0\n$/);
    assert.include(asked, '--ignore-scripts');
    assert.include(asked, '--no-package-lock');
  });

  it('fails where the successor makes something else of them', async () => {
    const checkout = checkoutOf(app);
    const npm = npmOf(checkout, frameworkSource('toil', '0.24.0'));

    const outcome = await renameCheck({ checkout, folder: join(checkout, '.checks'), npm });

    const findings = ['main: resource.aws_sqs_queue.queue: "work" became "toil"'];
    assert.deepEqual(outcome, { kind: 'failed', findings });
  });

  it('fails where they do not compile with the successor', async () => {
    const checkout = checkoutOf(app);
    const npm = npmOf(checkout, successor, 'export declare const version: string;');

    const outcome = await renameCheck({ checkout, folder: join(checkout, '.checks'), npm });

    assert.equal(outcome.kind, 'failed');
    assert.match(outcome.kind === 'failed' ? outcome.findings.join('\n') : '', /main\.ts.*TS2305.*'queue'/);
  });

  it('fails where an import was not renamed, which would be resolved all the same', async () => {
    const checkout = checkoutOf(app.replace(`'${framework}'`, `"${framework}"`));

    const outcome = await renameCheck({
      checkout,
      folder: join(checkout, '.checks'),
      npm: npmOf(checkout, successor),
    });

    assert.deepEqual(outcome, { kind: 'failed', findings: ['stacks/main.ts still imports cdktf'] });
  });

  it('is skipped where npm cannot get the successor', async () => {
    const checkout = checkoutOf(app);
    const npm = fakeProgram(join(checkout, '.npm'), 'echo "npm error code ENOTFOUND" >&2', 'exit 1');

    const outcome = await renameCheck({ checkout, folder: join(checkout, '.checks'), npm });

    assert.deepInclude(outcome, {
      kind: 'skipped',
      why: 'npm install ended with 1 (npm error code ENOTFOUND)',
    });
  });
});
