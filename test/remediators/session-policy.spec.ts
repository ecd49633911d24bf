import { assert } from 'chai';
import * as fc from 'fast-check';
import { isRead } from '../../aws/action-scopes.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { evaluatePolicy } from '../../local/iam/evaluate-policy.ts';
import { parsePolicy } from '../../local/iam/policy-document.ts';
import { remediators } from '../../remediators/registry.ts';
import { changePolicy, readPolicy } from '../../remediators/session-policy.ts';
import { partitionOf } from '../../resources/partition.ts';

const [own, other] = ['111122223333', '444455556666'];
const most = 2048;

function arnOf(type: ResourceType, id: string, accountId: string, region: string): string {
  switch (type) {
    case 'AWS::EC2::SecurityGroup':
      return `arn:${partitionOf(region)}:ec2:${region}:${accountId}:security-group/${id}`;
    case 'AWS::S3::Bucket':
      return `arn:${partitionOf(region)}:s3:::${id}`;
    case 'AWS::S3::AccountPublicAccessBlock':
      return '*';
  }
}

/** As AWS would ask a session's policy about a call on a resource that an account owns. */
function allows(policy: string, action: string, resource: string, accountId = own, region = 'eu-west-1'): boolean {
  const context = { 'aws:RequestedRegion': region, 's3:ResourceAccount': accountId };
  return evaluatePolicy(parsePolicy(JSON.parse(policy)), { action, resource, context }).effect === 'allow';
}

const list = (where: string, owner: string): string => `arn:aws:ec2:${where}:${owner}:prefix-list/pl-1`;

const region = fc.constantFrom('eu-west-1', 'ap-southeast-4', 'us-gov-west-1', 'cn-northwest-1', 'us-isob-east-1');
const accountId = fc.stringMatching(/^\d{12}$/);
const longestNames: Readonly<Record<ResourceType, string>> = {
  'AWS::EC2::SecurityGroup': `sg-${'0'.repeat(17)}`,
  'AWS::S3::Bucket': 'b'.repeat(63),
  'AWS::S3::AccountPublicAccessBlock': own,
};

for (const { id, resourceType, iamActions } of remediators) {
  describe(`the sessions of the remediator ${id}`, () => {
    const reads = iamActions.filter(isRead);
    const changes = iamActions.filter((action) => !isRead(action));
    const name = longestNames[resourceType];
    const arn = arnOf(resourceType, name, own, 'eu-west-1');
    const changing = changePolicy(iamActions, { arn, accountId: own, region: 'eu-west-1' });

    it('have policies that AWS takes, however long the names', () => {
      fc.assert(
        fc.property(accountId, region, (account, where) => {
          const resource = { arn: arnOf(resourceType, name, account, where), accountId: account, region: where };

          assert.isAtMost(readPolicy(iamActions, account, where).length, most);
          assert.isAtMost(changePolicy(iamActions, resource).length, most);
        }),
        { numRuns: 200 },
      );
    });

    it('may make each call that changes the one resource, and no read, by the policy for changes', () => {
      assert.isNotEmpty(changes);
      for (const action of changes) assert.isTrue(allows(changing, action, arn), action);
      for (const action of reads) assert.isFalse(allows(changing, action, arn), action);
    });

    it('may read, and change nothing, by the policy for reads', () => {
      const policy = readPolicy(iamActions, own, 'eu-west-1');
      const allowed = parsePolicy(JSON.parse(policy)).flatMap(({ actions }) => actions.patterns);

      assert.sameMembers([...allowed], reads);
      for (const action of changes) assert.isFalse(allows(policy, action, arn), action);
    });

    it('name every action, and a wildcard only where an ARN says no more', () => {
      for (const { actions, resources } of parsePolicy(JSON.parse(changing))) {
        for (const action of actions.patterns) assert.notInclude(action, '*');
        for (const resource of resources.patterns) {
          assert.match(resource, /^[^*]+$|^\*$|:(?:security-group-rule|prefix-list)\/\*$/);
        }
      }
    });
  });
}

describe('a session that changes one resource', () => {
  const groupActions = remediators.find(({ id }) => id === 'security-group')?.iamActions ?? [];
  const bucketActions = remediators.find(({ id }) => id === 's3-bucket')?.iamActions ?? [];
  const [one, two] = ['sg-1', 'sg-2'].map((id) => `arn:aws:ec2:eu-west-1:${own}:security-group/${id}`);
  const [photos, letters] = ['arn:aws:s3:::photos', 'arn:aws:s3:::photos-letters'];
  const ofGroup = changePolicy(groupActions, { arn: one ?? '', accountId: own, region: 'eu-west-1' });
  const ofBucket = changePolicy(bucketActions, { arn: photos, accountId: own, region: 'eu-west-1' });

  it('reaches no other group, though it may name rules, whose ARNs do not say of which group they are', () => {
    for (const action of groupActions) assert.isFalse(allows(ofGroup, action, two ?? ''), action);
    const rule = `arn:aws:ec2:eu-west-1:${own}:security-group-rule/sgr-9`;
    assert.isTrue(allows(ofGroup, 'ec2:ModifySecurityGroupRules', rule));
    assert.isFalse(allows(ofGroup, 'ec2:RevokeSecurityGroupIngress', rule));
  });

  it('may name prefix lists, also those of AWS, of its own region alone', () => {
    assert.isTrue(allows(ofGroup, 'ec2:ModifySecurityGroupRules', list('eu-west-1', own)));
    assert.isTrue(allows(ofGroup, 'ec2:ModifySecurityGroupRules', list('eu-west-1', 'aws')));
    assert.isFalse(allows(ofGroup, 'ec2:ModifySecurityGroupRules', list('us-east-1', own)));
    assert.isFalse(allows(ofGroup, 'ec2:ModifySecurityGroupRules', list('eu-west-1', other)));
  });

  it('reaches no other bucket, and none of that name that another account has', () => {
    assert.isTrue(allows(ofBucket, 's3:PutBucketPolicy', photos));
    assert.isFalse(allows(ofBucket, 's3:PutBucketPolicy', letters));
    assert.isFalse(allows(ofBucket, 's3:PutBucketPolicy', photos, other));
    assert.isFalse(allows(ofBucket, 's3:PutBucketPolicy', `${photos}/key`));
  });

  it('is not begun for an action that cannot be held to a resource', () => {
    const resource = { arn: photos, accountId: own, region: 'eu-west-1' };

    assert.throws(() => changePolicy(['config:PutEvaluations'], resource), RangeError, 'cannot be held to');
    assert.throws(() => changePolicy(['ec2:TerminateInstances'], resource), 'has no scope');
  });
});

describe('a session that reads', () => {
  it('reads groups of one region, and buckets of one account', () => {
    const groups = readPolicy(['ec2:DescribeSecurityGroups'], own, 'eu-west-1');
    const buckets = readPolicy(['s3:GetBucketAcl'], own, 'eu-west-1');

    assert.isTrue(allows(groups, 'ec2:DescribeSecurityGroups', '*'));
    assert.isFalse(allows(groups, 'ec2:DescribeSecurityGroups', '*', own, 'us-east-1'));
    assert.isTrue(allows(buckets, 's3:GetBucketAcl', 'arn:aws:s3:::photos'));
    assert.isFalse(allows(buckets, 's3:GetBucketAcl', 'arn:aws:s3:::photos', other));
  });

  it('reads prefix lists of one region, those that another account shares among them', () => {
    const policy = readPolicy(['ec2:GetManagedPrefixListEntries'], own, 'eu-west-1');

    for (const owner of [own, other, 'aws']) {
      assert.isTrue(allows(policy, 'ec2:GetManagedPrefixListEntries', list('eu-west-1', owner)), owner);
      assert.isFalse(allows(policy, 'ec2:GetManagedPrefixListEntries', list('us-east-1', owner)), owner);
    }
    assert.isFalse(allows(policy, 'ec2:ModifyManagedPrefixList', list('eu-west-1', own)));
  });
});
