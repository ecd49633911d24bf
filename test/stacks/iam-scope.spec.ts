import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity/index.js';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition/index.js';
import { assert } from 'chai';
import { App, TerraformStack } from 'cdktf';
import { join } from 'node:path';
import { declareVariables } from '../../stacks/declare-variables.ts';
import { accountName, bucketName, type Deployment } from '../../stacks/deployment.ts';
import { hereOf, scopedStatements } from '../../stacks/iam-scope.ts';
import { stackVariables } from '../../stacks/variables.ts';
import { temporaryFolder } from './support/synthesised.ts';

const here = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' };

function deployment(): Deployment {
  const stack = new TerraformStack(new App({ outdir: join(temporaryFolder(), 'out') }), 'test');
  return {
    stack,
    variables: declareVariables(stack, stackVariables),
    bundles: [],
    partition: new DataAwsPartition(stack, 'partition'),
    caller: new DataAwsCallerIdentity(stack, 'caller'),
  };
}

describe('scoped statements', () => {
  it('put actions of one scope into one statement, each once', () => {
    const actions = ['s3:PutBucketAcl', 's3:GetBucketAcl', 's3:GetBucketAcl', 'config:PutEvaluations'];

    const statements = scopedStatements(actions, hereOf(deployment()));

    assert.deepEqual(
      statements.map(({ Action }) => Action),
      [['config:PutEvaluations'], ['s3:GetBucketAcl', 's3:PutBucketAcl']],
    );
  });

  it('are for a whole account where the region is any, and otherwise for one', () => {
    const actions = ['ec2:DescribeSecurityGroups', 'ec2:RevokeSecurityGroupIngress', 's3:PutBucketAcl'];

    assert.deepEqual(scopedStatements(actions, { ...here, region: '*' }), [
      { Effect: 'Allow', Action: ['ec2:DescribeSecurityGroups'], Resource: ['*'] },
      {
        Effect: 'Allow',
        Action: ['ec2:RevokeSecurityGroupIngress'],
        Resource: ['arn:aws:ec2:*:111122223333:security-group/*'],
      },
      {
        Effect: 'Allow',
        Action: ['s3:PutBucketAcl'],
        Resource: ['arn:aws:s3:::*'],
        Condition: { StringEquals: { 's3:ResourceAccount': '111122223333' } },
      },
    ]);
    assert.deepEqual(scopedStatements(['ec2:DescribeSecurityGroups'], here), [
      {
        Effect: 'Allow',
        Action: ['ec2:DescribeSecurityGroups'],
        Resource: ['*'],
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
    ]);
  });

  it('grant nothing whose scope is not decided', () => {
    assert.throws(() => scopedStatements(['iam:PassRole'], here), 'iam:PassRole has no scope');
  });
});

describe('names', () => {
  it('that an IAM role could not have with the longest prefix and region are refused', () => {
    assert.throws(() => accountName(deployment(), 'x'.repeat(33)), 'longer than 32 characters');
    assert.doesNotThrow(() => accountName(deployment(), 'x'.repeat(32)));
  });

  it('that a bucket could not have with the longest prefix and region are refused', () => {
    assert.throws(() => bucketName(deployment(), 'x'.repeat(19)), 'longer than 18 characters');
    assert.doesNotThrow(() => bucketName(deployment(), 'x'.repeat(18)));
  });
});
