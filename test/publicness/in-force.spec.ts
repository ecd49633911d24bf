import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import {
  type InForce,
  isOnAtAccount,
  policyCutOff,
  publicAclInForce,
  publicPolicyInForce,
  restrictsPublicPolicy,
} from '../../publicness/in-force.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { allOff, allow, bucket, policy, worldByRanges } from '../support/buckets.ts';

const unreadable: Context['accountBlock'] = { kind: 'unreadable', reason: 'AccessDenied' };

describe('what a public ACL and a public policy are worth', () => {
  const cases: [string, Partial<Bucket>, Context['accountBlock'], InForce, InForce][] = [
    ['nothing set anywhere', {}, null, 'yes', 'yes'],
    ['an account block with all off', {}, allOff, 'yes', 'yes'],
    ['BlockPublicAcls on the bucket', { publicAccessBlock: { ...allOff, blockPublicAcls: true } }, null, 'yes', 'yes'],
    [
      'BlockPublicPolicy on the bucket',
      { publicAccessBlock: { ...allOff, blockPublicPolicy: true } },
      null,
      'yes',
      'yes',
    ],
    ['IgnorePublicAcls on the bucket', { publicAccessBlock: { ...allOff, ignorePublicAcls: true } }, null, 'no', 'yes'],
    [
      'RestrictPublicBuckets on it',
      { publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      null,
      'yes',
      'no',
    ],
    ['BlockPublicAcls on the account', {}, { ...allOff, blockPublicAcls: true }, 'yes', 'yes'],
    ['BlockPublicPolicy on the account', {}, { ...allOff, blockPublicPolicy: true }, 'yes', 'yes'],
    ['IgnorePublicAcls on the account', {}, { ...allOff, ignorePublicAcls: true }, 'no', 'yes'],
    ['RestrictPublicBuckets on the account', {}, { ...allOff, restrictPublicBuckets: true }, 'yes', 'no'],
    ['ACLs disabled', { ownership: 'BucketOwnerEnforced' }, null, 'no', 'yes'],
    ['ACLs preferring the owner', { ownership: 'BucketOwnerPreferred' }, null, 'yes', 'yes'],
    ['an ownership that is not known', { ownership: 'unknown' }, null, 'yes', 'yes'],
    ['an unreadable account block', {}, unreadable, 'unknown', 'unknown'],
    ['ACLs disabled, account unreadable', { ownership: 'BucketOwnerEnforced' }, unreadable, 'no', 'unknown'],
    [
      'the bucket settling what the account cannot say',
      { publicAccessBlock: { ...allOff, ignorePublicAcls: true, restrictPublicBuckets: true } },
      unreadable,
      'no',
      'no',
    ],
  ];
  for (const [what, overrides, accountBlock, acl, ofPolicy] of cases) {
    const toAws = bucket({ ...overrides, policy: policy(allow()) });
    it(`${what}: ACL ${acl}, policy ${ofPolicy}`, () => {
      assert.equal(publicAclInForce(toAws, accountBlock), acl);
      assert.equal(publicPolicyInForce(toAws, accountBlock, awsBreadth), ofPolicy);
      assert.equal(restrictsPublicPolicy(toAws, accountBlock), ofPolicy === 'no');
      assert.equal(policyCutOff(toAws), toAws.publicAccessBlock.restrictPublicBuckets);
    });

    it(`${what}: a policy that AWS does not call public is in force`, () => {
      for (const text of [policy(worldByRanges), null]) {
        const resource = bucket({ ...overrides, policy: text });

        assert.equal(publicPolicyInForce(resource, accountBlock, awsBreadth), 'yes');
        assert.equal(restrictsPublicPolicy(resource, accountBlock), ofPolicy === 'no');
        assert.isFalse(policyCutOff(resource));
      }
    });

    it(`${what}: a policy of which AWS's verdict is in doubt is in force, unless nobody knows the setting`, () => {
      const ifExists = allow({ Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } });
      for (const text of [policy(ifExists), policy(allow({ Principal: ['?'] })), '{']) {
        const resource = bucket({ ...overrides, policy: text });

        const expected = ofPolicy === 'unknown' ? 'unknown' : 'yes';
        assert.equal(publicPolicyInForce(resource, accountBlock, awsBreadth), expected);
        assert.isFalse(policyCutOff(resource));
      }
    });
  }
});

describe('whether the account has a setting on', () => {
  for (const [what, accountBlock, expected] of [
    ['it was never set', null, false],
    ['it could not be read', unreadable, false],
    ['it has another on', { ...allOff, ignorePublicAcls: true }, false],
    ['it has it on', { ...allOff, blockPublicAcls: true }, true],
  ] as const) {
    it(`${expected ? 'yes' : 'no'} where ${what}`, () => {
      assert.equal(isOnAtAccount(accountBlock, 'blockPublicAcls'), expected);
    });
  }
});
