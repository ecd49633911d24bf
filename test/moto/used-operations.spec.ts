import { assert } from 'chai';
import { callableOperations } from '../../checks/second-opinion/calls.ts';
import { usedOperations } from '../../checks/second-opinion/used-operations.ts';

describe('The operations that the second opinion compares', () => {
  it('are found in what the product imports: commands and paginators', () => {
    const used = usedOperations();

    assert.includeMembers(used, [
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:DescribeSecurityGroupRules',
      's3:PutBucketPolicy',
      's3:ListObjectsV2',
      's3-control:DeletePublicAccessBlock',
      'sqs:SendMessageBatch',
      'sts:AssumeRole',
    ]);
  });

  it('leave out what only the demonstration calls', () => {
    assert.notInclude(usedOperations(), 'ec2:CreateSecurityGroup');
  });

  it('are all of those that the product calls', () => {
    const callable = callableOperations();

    assert.deepEqual(
      usedOperations().filter((operation) => !callable.includes(operation)),
      [],
    );
  });
});
