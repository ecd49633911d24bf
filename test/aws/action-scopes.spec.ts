import { assert } from 'chai';
import { actionScopes, isRead, type ScopeKind, scopeOf, scopeResources } from '../../aws/action-scopes.ts';

const place = { partition: 'aws-cn', region: 'cn-north-1', accountId: '111122223333' };
const ec2 = 'arn:aws-cn:ec2:cn-north-1';

const resources: Readonly<Record<ScopeKind, readonly string[]>> = {
  region: ['*'],
  account: ['*'],
  any: ['*'],
  group: [`${ec2}:111122223333:security-group/*`],
  'group-rule': [
    `${ec2}:111122223333:security-group/*`,
    `${ec2}:111122223333:security-group-rule/*`,
    `${ec2}:111122223333:prefix-list/*`,
    `${ec2}:aws:prefix-list/*`,
  ],
  'prefix-list': [`${ec2}:*:prefix-list/*`],
  bucket: ['arn:aws-cn:s3:::*'],
  'config-rule': ['arn:aws-cn:config:cn-north-1:111122223333:config-rule/*'],
};

describe('the scope of an action', () => {
  for (const kind of Object.keys(resources) as ScopeKind[]) {
    it(`${kind} is of these resources, and some action has it`, () => {
      assert.deepEqual(scopeResources(kind, place), resources[kind]);
      assert.include(Object.values(actionScopes), kind);
    });
  }

  it('has to be decided before it can be granted', () => {
    assert.equal(scopeOf('s3:PutBucketAcl'), 'bucket');
    assert.throws(() => scopeOf('iam:PassRole'), 'iam:PassRole has no scope');
    assert.throws(() => scopeOf('s3:*'), 'has no scope');
  });

  it('can be one of reading, or of changing something', () => {
    const changing = Object.keys(actionScopes).filter((action) => !isRead(action));

    assert.sameMembers(
      changing.filter((action) => !/:(?:Put|Authorize|Revoke|Modify|Delete)/.test(action)),
      [],
    );
    for (const action of ['ec2:DescribeSecurityGroups', 's3:ListAllMyBuckets', 's3:GetBucketAcl']) {
      assert.isTrue(isRead(action), action);
    }
    for (const action of ['ec2:RevokeSecurityGroupIngress', 's3:PutBucketAcl', 's3:DeleteBucketPolicy', 'x']) {
      assert.isFalse(isRead(action), action);
    }
  });
});
