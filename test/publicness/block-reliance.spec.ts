import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import { type BlockSetting, type Bucket, Ownership } from '../../contract/resource.ts';
import { blockReliance } from '../../publicness/block-reliance.ts';
import { allOff, allOn, allow, allUsersUri, bucket, groupGrant, policy, worldByRanges } from '../support/buckets.ts';

const objects = 'an object may be public by its own ACL (the parameter objectAcls says that none is)';
const uploads = 'uploads with a public ACL would be refused (the parameter objectAcls says that there are none)';
const ofAccount = { kind: 'unreadable', reason: 'AccessDenied' } as const;
const enforced = { ownership: 'BucketOwnerEnforced' } as const;
const organisation = policy(allow({ Sid: 'Org', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } } }));
const doubt = 'policy Statement[0] "Org" may be public to AWS: AWS does not list aws:SourceOrgID';

describe('why a setting of Block Public Access may be relied on', () => {
  const cases: [BlockSetting, string, Partial<Bucket>, Context['accountBlock'], string | null][] = [
    ['ignorePublicAcls', 'objects may have ACLs', {}, null, objects],
    ['blockPublicAcls', 'objects may have ACLs', {}, null, objects],
    ['ignorePublicAcls', 'the owner prefers to own', { ownership: 'BucketOwnerPreferred' }, null, objects],
    ['ignorePublicAcls', 'ACLs are disabled', enforced, null, null],
    ['blockPublicAcls', 'ACLs are disabled', enforced, null, null],
    [
      'ignorePublicAcls',
      'ownership is not known',
      { ownership: 'unknown' },
      null,
      `object ownership could not be read, and ${objects}`,
    ],
    [
      'blockPublicAcls',
      'the bucket ignores ACLs',
      { publicAccessBlock: { ...allOff, ignorePublicAcls: true } },
      null,
      uploads,
    ],
    ['blockPublicAcls', 'the account ignores ACLs', {}, { ...allOff, ignorePublicAcls: true }, uploads],
    ['ignorePublicAcls', 'the account ignores ACLs', {}, { ...allOff, ignorePublicAcls: true }, null],
    ['blockPublicAcls', 'the account refuses them', {}, { ...allOff, blockPublicAcls: true }, null],
    ['ignorePublicAcls', 'the account refuses them', {}, { ...allOff, blockPublicAcls: true }, objects],
    ['blockPublicAcls', 'the account could not be read', {}, ofAccount, objects],
    ['restrictPublicBuckets', 'there is no policy', {}, null, null],
    ['blockPublicPolicy', 'there is no policy', {}, null, null],
    [
      'restrictPublicBuckets',
      'AWS may call the policy public',
      { policy: organisation },
      null,
      `${doubt}, and other accounts would be cut off`,
    ],
    [
      'blockPublicPolicy',
      'AWS may call the policy public',
      { policy: organisation },
      null,
      `${doubt}, and other accounts would be cut off`,
    ],
    ['restrictPublicBuckets', 'the account restricts it', { policy: organisation }, allOn, null],
    ['blockPublicPolicy', 'the account refuses such policies', { policy: organisation }, allOn, null],
    [
      'blockPublicPolicy',
      'the account restricts it',
      { policy: organisation },
      { ...allOff, restrictPublicBuckets: true },
      `${doubt}, and S3 would refuse to put it again`,
    ],
    [
      'blockPublicPolicy',
      'the bucket restricts a public policy',
      { policy: policy(allow()), publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      null,
      'policy Statement[0] is public, and S3 would refuse to put it again',
    ],
    [
      'blockPublicPolicy',
      'the bucket does not restrict ranges that are everyone together',
      { policy: policy(worldByRanges), publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      null,
      'policy Statement[0] is public, and who relies on it would be cut off',
    ],
    [
      'ignorePublicAcls',
      'the policy is public',
      { ...enforced, policy: policy(allow()) },
      null,
      'policy Statement[0] is public, and who relies on it would be cut off',
    ],
    [
      'blockPublicPolicy',
      'the ACL is public',
      { grants: [groupGrant(allUsersUri)] },
      null,
      'the ACL grants READ to everyone on the internet, and who relies on it would be cut off',
    ],
  ];
  for (const [setting, what, overrides, accountBlock, expected] of cases) {
    it(`${setting} where ${what}: ${expected ?? 'nothing'}`, () => {
      assert.equal(blockReliance(setting, bucket(overrides), accountBlock, 'unproven'), expected);
    });
  }

  it('is no ACL of an object where somebody has made sure of that', () => {
    for (const setting of ['blockPublicAcls', 'ignorePublicAcls'] as const) {
      for (const ownership of Ownership.options)
        assert.isNull(blockReliance(setting, bucket({ ownership }), null, 'unused'), `${setting} ${ownership}`);
    }
  });
});
