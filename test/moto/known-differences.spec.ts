import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { callableOperations } from '../../checks/second-opinion/calls.ts';
import { knownDifferences } from '../../checks/second-opinion/known-differences.ts';
import { knownDifferencesTable, withLink, withTable } from '../../checks/second-opinion/known-differences-table.ts';

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

  for (const [source, linked] of [
    [
      'EC2 API Reference, RevokeSecurityGroupIngress: all or nothing',
      '[EC2 API Reference, RevokeSecurityGroupIngress](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html): all or nothing',
    ],
    [
      'Amazon S3 API Reference, PutBucketAcl',
      '[Amazon S3 API Reference, PutBucketAcl](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html)',
    ],
    [
      'SQS API Reference, ReceiveMessage, SenderId',
      '[SQS API Reference, ReceiveMessage](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html), SenderId',
    ],
    [
      'STS API Reference, AssumeRole, PackedPolicySize',
      '[STS API Reference, AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html), PackedPolicySize',
    ],
  ] as const) {
    it(`have the address of the page where it is that of an operation: ${source}`, () => {
      assert.equal(withLink(source), linked);
    });
  }

  for (const source of [
    'EC2 API Reference, Error codes, InvalidPermission.Duplicate',
    'Amazon S3 User Guide, Default encryption FAQ',
  ])
    it(`have none where it is not: ${source}`, () => {
      assert.equal(withLink(source), source);
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
