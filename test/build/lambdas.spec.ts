import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { camelCase, lambdaSources } from '../../build/lambdas.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { isJudgedByConfig } from '../../rules/rule.ts';

const judging = rules.filter(isJudgedByConfig);

const imported =
  /import \{ (?<names>[^}]+) \} from '\.\/(?<file>[^']+)';|export \{ (?<exported>\w+) \} from '\.\/(?<from>[^']+)';/g;

/** What a module text imports from the repository: file and names. */
function importsOf(entry: string): { file: string; names: string[] }[] {
  return [...entry.matchAll(imported)].map(({ groups }) => ({
    file: groups?.['file'] ?? groups?.['from'] ?? '',
    names: (groups?.['names'] ?? groups?.['exported'] ?? '')
      .split(',')
      .map((name) => name.trim().replace(/ as \w+$/, '')),
  }));
}

describe('the Lambdas', () => {
  const sources = lambdaSources();
  const names = sources.map(({ name }) => name);

  it('are one for every rule that AWS Config asks and every remediator, the coordinator, the watch over exemptions, the fast path, the sweep, the digest and the notifier', () => {
    assert.sameMembers(names, [
      ...judging.map(({ id }) => id),
      ...remediators.map(({ id }) => `remediator-${id}`),
      'coordinator',
      'digest',
      'exemption-watch',
      'fast-path',
      'sweep',
      'notifier',
    ]);
    assert.lengthOf(new Set(names), names.length);
  });

  for (const { name, entry } of sources) {
    describe(name, () => {
      it('exports its handler', () => {
        assert.match(entry, /^export (const handler = |\{ handler \})/m);
      });

      it('imports what is there, by names that are exported', async () => {
        const imports = importsOf(entry);

        assert.isNotEmpty(imports);
        for (const { file, names: wanted } of imports) {
          assert.isTrue(existsSync(join(repositoryRoot(), file)), file);
          assert.includeMembers(Object.keys(Object(await import(`../../${file}`))), wanted, file);
        }
      });
    });
  }

  for (const { name, entry } of sources.filter((source) => source.entry.includes('createR'))) {
    it(`use nothing that is not imported, in ${name}`, () => {
      const known = [...entry.matchAll(/ as (\w+)|import \{ (\w+) \}|^const (\w+) =/gm)].flatMap((found) =>
        found.slice(1).flatMap((word) => word ?? []),
      );
      const [, text = ''] = /^export const handler = (.*);$/m.exec(entry) ?? [];
      const parameters = ['region', 'options', 'change'];

      const used = text.match(/[a-zA-Z]\w*/g) ?? [];

      assert.isNotEmpty(used);
      assert.includeMembers([...known, ...parameters], used);
    });
  }

  it('preview mends by the remediator that the rule names, and by none where nothing mends', () => {
    for (const { id, mend } of judging) {
      const entry = sources.find(({ name }) => name === id)?.entry ?? '';
      if ('by' in mend) assert.include(entry, `./remediators/${mend.by}.ts`);
      else assert.include(entry, 'const remediator = undefined;');
    }
  });
});

describe('camelCase', () => {
  for (const [id, expected] of [
    ['s3-bucket-public-access', 's3BucketPublicAccess'],
    ['ec2-x-9-y', 'ec2X9Y'],
    ['plain', 'plain'],
  ] as const) {
    it(`makes ${expected} of ${id}`, () => {
      assert.equal(camelCase(id), expected);
    });
  }
});
