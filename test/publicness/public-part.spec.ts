import { assert } from 'chai';
import type { Violation } from '../../contract/violation.ts';
import { publicInForce, publicPartOf } from '../../publicness/public-part.ts';
import { allOff, allow, allUsersUri, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

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
    ['an ACL that is ignored', { grants, publicAccessBlock: { ...allOff, ignorePublicAcls: true } }, null],
  ] as const) {
    it(`${what}: ${expected ?? 'none'}`, () => {
      assert.equal(publicInForce(bucket(overrides), null), expected);
    });
  }
});
