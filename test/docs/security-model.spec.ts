import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';

const docs = join(repositoryRoot(), 'docs');
const [, threats = ''] = readFileSync(join(docs, 'security-model.md'), 'utf8').split('## Threats');
const [head = [], , ...rows] = (threats.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** The files that a cell leads to. */
const filesIn = (cell: string): string[] => [...cell.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);

describe('the threats of docs/security-model.md', () => {
  it('are all there, each with who, what, by what it is stopped, what is left and by what that is tried', () => {
    assert.deepEqual(head, ['somebody who', 'could', 'is stopped by', 'what is left', 'tried by']);
    assert.isAtLeast(rows.length, 21);
  });

  for (const row of rows) {
    const [who = '', , , , tried = ''] = row;
    it(`are tried by specs that there are, or said not to be: ${who}`, () => {
      assert.lengthOf(row, head.length);
      for (const cell of row) assert.isNotEmpty(cell);
      const files = filesIn(tried);
      if (files.length === 0) assert.include(tried, 'not tried');
      for (const file of files) {
        assert.match(file, /^\.\.\/test\/.*\.spec\.ts$/);
        assert.isTrue(existsSync(join(docs, file)), file);
      }
    });
  }
});
