import { assert } from 'chai';
import { templateDifferences } from '../../checks/template-differences.ts';

function template(change: object = {}, provider: object = {}, version = '0.21.0'): object {
  return {
    '//': { metadata: { backend: 'local', stackName: 'one', version }, outputs: {} },
    terraform: {
      backend: { local: { path: 'x' } },
      required_providers: { aws: { source: 'aws', version: '6.25.0', ...provider } },
    },
    resource: { aws_sqs_queue: { work: { name: 'work', tags: ['a', 'b'] } } },
    ...change,
  };
}

describe('the differences of two templates', () => {
  it('are none for what a framework says of itself and of its provider', () => {
    const other = template({}, { source: 'hashicorp/aws', version: '6.64.0' }, '0.24.0');

    assert.deepEqual(templateDifferences(template(), other), []);
  });

  it('are none for the order of keys', () => {
    const entries = Object.entries(template()).toReversed();

    assert.deepEqual(templateDifferences(template(), Object.fromEntries(entries)), []);
  });

  const different: readonly (readonly [says: string, other: object, expected: string[]])[] = [
    [
      'a value',
      template({ resource: { aws_sqs_queue: { work: { name: 'other', tags: ['a', 'b'] } } } }),
      ['resource.aws_sqs_queue.work.name: "work" became "other"'],
    ],
    [
      'an argument that is gone',
      template({ resource: { aws_sqs_queue: { work: { tags: ['a', 'b'] } } } }),
      ['resource.aws_sqs_queue.work.name: "work" became nothing'],
    ],
    [
      'a resource that is new',
      template({ resource: { aws_sqs_queue: { work: { name: 'work', tags: ['a', 'b'] }, more: {} } } }),
      ['resource.aws_sqs_queue.more: nothing became {}'],
    ],
    [
      'the order of a list',
      template({ resource: { aws_sqs_queue: { work: { name: 'work', tags: ['b', 'a'] } } } }),
      ['resource.aws_sqs_queue.work.tags.0: "a" became "b"', 'resource.aws_sqs_queue.work.tags.1: "b" became "a"'],
    ],
    [
      'a list that became an object',
      template({ resource: { aws_sqs_queue: { work: { name: 'work', tags: { 0: 'a', 1: 'b' } } } } }),
      ['resource.aws_sqs_queue.work.tags: ["a","b"] became {"0":"a","1":"b"}'],
    ],
    [
      'a number that became a text',
      template({ variable: { days: { default: '1' } } }),
      ['variable: nothing became {"days":{"default":"1"}}'],
    ],
    [
      'another source of the provider',
      template({}, { source: 'someone/aws' }),
      ['terraform.required_providers.aws.source: "hashicorp/aws" became "someone/aws"'],
    ],
    [
      'other comments',
      template({ '//': { metadata: { backend: 's3', stackName: 'one', version: '1' }, outputs: {} } }),
      ['//.metadata.backend: "local" became "s3"'],
    ],
  ];
  for (const [says, other, expected] of different) {
    it(`give the path of ${says}`, () => {
      assert.deepEqual(templateDifferences(template(), other), expected);
    });
  }

  it('are refused for what no such framework wrote', () => {
    assert.throws(() => templateDifferences(template(), { resource: {} }));
  });
});
