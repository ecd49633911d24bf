import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';
import { withRulesTable } from '../../build/rules-table.ts';
import { rules } from '../../rules/registry.ts';
import { configmend } from '../support/cli.ts';

const root = repositoryRoot();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const Package = v.object({ scripts: v.record(v.string(), v.string()) });

describe('the README', () => {
  it('holds the rules table that the registry gives', () => {
    assert.equal(read('README.md'), withRulesTable(read('README.md')), 'run `npm run rules-table`');
  });

  it('names every rule', () => {
    for (const { id } of rules) assert.include(read('README.md'), `| \`${id}\` |`);
  });

  it('lists every folder', () => {
    const made = ['node_modules', 'cdktf.out', 'dist', 'coverage'];
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    const kept = folders.map(({ name }) => name).filter((name) => !name.startsWith('.') && !made.includes(name));

    assert.isAbove(kept.length, 15);
    for (const name of kept) assert.include(read('README.md'), `\`${name}/\``);
  });

  it('lists every command', async () => {
    const [, table = ''] = /## Commands\n([^]+?)\n## /.exec(read('README.md')) ?? [];
    const { stdout } = await configmend(['--help']);
    const [, help = ''] = /Commands:\n([^]+?)\n\n/.exec(stdout) ?? [];

    const commands = [...help.matchAll(/^ {2}([a-z-]+)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');

    const listed = [...table.matchAll(/^\| `([a-z-]+)/gm)].map(([, name = '']) => name);
    assert.isNotEmpty(commands);
    assert.sameMembers(listed, commands);
  });

  it('refuses a document that has no place for the table', () => {
    assert.throws(() => withRulesTable('# nothing'), 'the document has no');
  });

  for (const file of ['README.md', 'CONTRIBUTING.md']) {
    it(`${file} names only npm scripts that exist`, () => {
      const { scripts } = v.parse(Package, JSON.parse(read('package.json')));

      const named = [...read(file).matchAll(/npm run (?:-s |--silent )?([a-z][a-z:-]*)/g)].map(
        ([, name]) => name ?? '',
      );

      assert.isNotEmpty(named);
      for (const name of named) assert.property(scripts, name);
    });

    it(`${file} links and lists only files and folders that exist`, () => {
      const linked = [...read(file).matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? '');
      const listed = [...read(file).matchAll(/`([a-z-]+\/)`/g)].map(([, path]) => path ?? '');

      for (const path of [...linked, ...listed].filter((path) => path !== 'dist/')) {
        assert.isTrue(existsSync(join(root, path)), path);
      }
    });
  }
});
