import { assert } from 'chai';
import type { Violation } from '../../contract/violation.ts';
import { publicInForce, publicPartOf, publicPartToAws } from '../../publicness/public-part.ts';
import {
  allOff,
  allow,
  allUsersUri,
  bucket,
  groupGrant,
  ownerGrant,
  policy,
  worldByRanges,
} from '../support/buckets.ts';

const role = allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/app' } });
const ended = (index: number): Violation => ({ kind: 'public-statement', index, reason: 'Principal is *' });

describe('the public part of a policy', () => {
  for (const [what, text, mended, expected] of [
    ['no policy', null, [], null],
    ['a policy for fixed principals', policy(role), [], null],
    ['a public statement', policy(role, allow({ Sid: 'Read' })), [], 'policy Statement[1] "Read" is public'],
    ['one that ends beside', policy(role, allow()), [ended(1)], null],
    ['one where another ends beside', policy(role, allow()), [ended(0)], 'policy Statement[1] is public'],
    ['the second of two, the first ending', policy(allow(), allow()), [ended(0)], 'policy Statement[1] is public'],
    ['a public Deny', policy(allow({ Effect: 'Deny' })), [], null],
    ['ranges that only we call public, together', policy(worldByRanges), [], null],
    ['an unreadable policy', '{', [], 'the policy cannot be judged and may be public'],
    [
      'an unreadable statement',
      policy(role, { Effect: 'Allow', Principal: [['?']] }),
      [],
      'policy Statement[1] cannot be judged and may be public',
    ],
  ] as const) {
    it(`of ${what}: ${expected ?? 'none'}`, () => {
      assert.equal(publicPartOf(text, mended), expected);
    });
  }
});

describe('the part of a policy that may be public to AWS', () => {
  const organisation = allow({ Sid: 'Org', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } } });
  const doubt = 'policy Statement[0] "Org" may be public to AWS: AWS does not list aws:SourceOrgID';
  for (const [what, text, mended, expected] of [
    ['no policy', null, [], null],
    ['a policy for fixed principals', policy(role), [], null],
    ['a statement that AWS may call so', policy(organisation, role), [], doubt],
    ['a public one after that', policy(organisation, allow()), [], 'policy Statement[1] is public'],
    ['the same where the public one ends', policy(organisation, allow()), [ended(1)], doubt],
    ['one that ends beside', policy(organisation), [ended(0)], null],
    ['a Deny', policy({ ...organisation, Effect: 'Deny' }), [], null],
    ['ranges that only we call public, together', policy(worldByRanges), [], null],
    ['an unreadable policy', '{', [], 'the policy cannot be judged and may be public'],
  ] as const) {
    it(`of ${what}: ${expected ?? 'none'}`, () => {
      assert.equal(publicPartToAws(text, mended), expected);
    });
  }

  it('is no violation by our own reading', () => {
    assert.isNull(publicPartOf(policy(organisation)));
  });
});

describe('what of a bucket is public and in effect', () => {
  const grants = [ownerGrant, groupGrant(allUsersUri)];
  const byAcl = 'the ACL grants READ to everyone on the internet';
  const byPolicy = 'policy Statement[0] is public';

  for (const [what, overrides, expected] of [
    ['nothing', {}, null],
    ['a public policy', { policy: policy(allow()) }, byPolicy],
    ['a public ACL', { grants }, byAcl],
    ['both', { policy: policy(allow()), grants }, byPolicy],
    [
      'a public ACL beside a policy that is held back',
      { policy: policy(allow()), grants, publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      byAcl,
    ],
    ['ranges that are everyone together', { policy: policy(worldByRanges) }, byPolicy],
    [
      'the same where RestrictPublicBuckets is on',
      { policy: policy(worldByRanges), publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      byPolicy,
    ],
    [
      'a policy that cannot be read, the same on',
      { policy: '{', publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
      'the policy cannot be judged and may be public',
    ],
    ['an ACL that is ignored', { grants, publicAccessBlock: { ...allOff, ignorePublicAcls: true } }, null],
  ] as const) {
    it(`${what}: ${expected ?? 'none'}`, () => {
      assert.equal(publicInForce(bucket(overrides), null), expected);
    });
  }
});
