import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { counted, counterparts } from '../../checks/second-opinion/counterparts.ts';
import { scenarios } from '../../checks/second-opinion/scenarios.ts';

const folder = join(repositoryRoot(), 'test', 'end-to-end');
const ending = '.spec.ts';

/** The titles of its tests as the source has them, with what is put into them left open. */
function titlesIn(source: string): string[] {
  return [...source.matchAll(/\bit\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(([, , title = '']) =>
    title.replaceAll("\\'", "'"),
  );
}

describe('The end-to-end tests over moto', () => {
  const specs = readdirSync(folder).filter((name) => name.endsWith(ending));
  const names = scenarios.map(({ name }) => name);

  for (const spec of specs) {
    it(`have each test of ${spec} in the table: with its scenario, or the reason that there can be none`, () => {
      const titles = titlesIn(readFileSync(join(folder, spec), 'utf8'));
      const listed = counterparts[spec.slice(0, -ending.length)] ?? assert.fail(`${spec} is not in counterparts.ts`);

      assert.isNotEmpty(titles);
      assert.sameMembers(
        listed.flatMap(({ its }) => its),
        titles,
      );
    });
  }

  it('have no spec in the table that is gone', () => {
    assert.sameMembers(
      Object.keys(counterparts).map((name) => name + ending),
      specs,
    );
  });

  it('name scenarios that there are', () => {
    const named = Object.values(counterparts)
      .flat()
      .flatMap((one) => ('over' in one ? one.over : []));

    assert.includeMembers(names, named);
  });

  it('have names that tell the scenarios apart', () => {
    assert.lengthOf(new Set(names), names.length);
  });
  it('are counted in the page as they are in the table', () => {
    const { over, cannot } = counted();
    const page = readFileSync(join(repositoryRoot(), 'docs', 'second-opinion.md'), 'utf8');

    assert.include(page, `of ${over + cannot} titles ${over} have scenarios, and ${cannot} cannot`);
  });
});
