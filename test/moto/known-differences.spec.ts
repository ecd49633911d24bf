import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { callableOperations } from '../../checks/second-opinion/calls.ts';
import { knownDifferences } from '../../checks/second-opinion/known-differences.ts';
import { knownDifferencesTable, withTable } from '../../checks/second-opinion/known-differences-table.ts';

describe('The known differences between the local account and moto', () => {
  it('have a name each', () => {
    const ids = knownDifferences.map(({ id }) => id);

    assert.deepEqual(ids, [...new Set(ids)]);
  });

  for (const { id, operations, source, shown } of knownDifferences) {
    it(`say of what they are, who decides and how to see it: ${id}`, () => {
      assert.includeMembers(callableOperations(), [...operations]);
      assert.match(source, /^(EC2|SQS|STS|Amazon S3) (API Reference|User Guide), /);
      assert.isNotEmpty(shown.steps);
    });
  }

  it('are decided by a document of AWS, but for these, of which the table says so', () => {
    const undecided = knownDifferences.filter(({ right }) => right === 'undecided');

    assert.deepEqual(
      undecided.map(({ id }) => id),
      ['visibility-of-message-that-is-gone', 'filter-by-group-that-is-gone'],
    );
  });

  it('are in the document as they are in the list', () => {
    const document = readFileSync(join(repositoryRoot(), 'docs', 'second-opinion.md'), 'utf8');

    assert.equal(document, withTable(document, knownDifferencesTable(knownDifferences)));
  });

  it('are put where the document has its table, and nowhere else', () => {
    const before = 'a\n<!-- table: written by `npm run test:moto` -->\nold\n<!-- end of table -->\nb';

    assert.equal(
      withTable(before, 'new'),
      'a\n<!-- table: written by `npm run test:moto` -->\n\nnew\n\n<!-- end of table -->\nb',
    );
    assert.throws(() => withTable('no table', 'new'), 'no place for the table');
  });
});
