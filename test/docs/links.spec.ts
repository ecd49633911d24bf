import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';

const root = repositoryRoot();
const markdownIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const documents = ['.', 'docs', 'docs/decisions', 'local'].flatMap(markdownIn);

/** Without blocks of code, in which `#` begins a comment. */
const prose = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/```[^]*?```/g, '');

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the links of the documents', () => {
  it('are there', () => {
    assert.includeMembers(documents, ['README.md', 'docs/deploy.md', 'docs/operations.md']);
  });

  for (const file of documents) {
    it(`lead to files and headings that exist: ${file}`, () => {
      const links = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

      for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? file : join(dirname(file), path);
        assert.isTrue(existsSync(join(root, target)), link);
        if (anchor !== undefined) assert.include(anchorsOf(target), anchor, link);
      }
    });
  }
});
