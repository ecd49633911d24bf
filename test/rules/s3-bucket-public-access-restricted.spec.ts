import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Context } from '../../contract/context.ts';
import { emptyContext } from '../../contract/context.ts';
import type { Bucket, PublicAccessBlock } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { isPublicPolicy } from '../../local/s3/policy-publicness.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { allOff, allOn, allow, bucket, policy, worldByRanges } from '../support/buckets.ts';
import { sample } from '../support/policies.ts';

function evaluate(resource: Bucket, accountBlock: Context['accountBlock'] = null, given: unknown = {}): Violation[] {
  const parameters = parseParameters(s3BucketPublicAccess, given);
  return s3BucketPublicAccess.evaluate(resource, parameters, { ...emptyContext, accountBlock });
}

const restricting: PublicAccessBlock = { ...allOff, restrictPublicBuckets: true };
const unreadable: Context['accountBlock'] = { kind: 'unreadable', reason: 'AccessDenied' };
const places: [string, Partial<Bucket>, Context['accountBlock']][] = [
  ['all on at the bucket', { publicAccessBlock: allOn }, null],
  ['all on at the account', {}, allOn],
  ['RestrictPublicBuckets at the bucket', { publicAccessBlock: restricting }, null],
  ['RestrictPublicBuckets at the account', {}, restricting],
  ['it at the bucket of an account that cannot be read', { publicAccessBlock: restricting }, unreadable],
];

const half = allow({ Sid: 'Half', Condition: { IpAddress: { 'aws:SourceIp': ['54.0.0.0/9', '203.0.113.7'] } } });
const wide = { 'aws:SourceIp': Array.from({ length: 223 }, (_, i) => `${i + 1}.0.0.0/8`) };
const denyAllBut = (ranges: object): object => allow({ Effect: 'Deny', Condition: { NotIpAddress: ranges } });
const denyPlainHttp = allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
const role = allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/deploy' } });

describe('s3-bucket-public-access under RestrictPublicBuckets', () => {
  const together = 'aws:SourceIp ranges together hold 3702258690 IPv4 addresses of the internet';
  const strict = { ipv4PrefixLength: '24' };
  const narrowBy = [{ path: ['Condition', 'IpAddress', 'aws:SourceIp'], values: ['54.0.0.0/9'] }];
  const is = 'RestrictPublicBuckets is on, but restricts only what AWS itself calls public';
  for (const [where, overrides, accountBlock] of places) {
    it(`finds what only all its ranges together make public: ${where}`, () => {
      assert.deepEqual(evaluate(bucket({ ...overrides, policy: policy(role, worldByRanges) }), accountBlock), [
        { kind: 'public-statement', index: 1, reason: `Principal is *; ${together}; ${is}` },
      ]);
    });

    it(`finds what only a parameter calls public: ${where}`, () => {
      const reason = `Principal is *; aws:SourceIp 54.0.0.0/9 is broader than /24; ${is}`;
      const resource = bucket({ ...overrides, policy: policy(half, denyPlainHttp) });

      assert.deepEqual(evaluate(resource, accountBlock, strict), [
        { kind: 'public-statement', index: 0, sid: 'Half', reason, narrowBy },
      ]);
      assert.isEmpty(evaluate(resource, accountBlock));
    });

    it(`is content where AWS calls one statement public, which restricts all: ${where}`, () => {
      for (const beside of [[], [worldByRanges, half], [denyPlainHttp], [allow({ Principal: ['?'] })]]) {
        assert.isEmpty(evaluate(bucket({ ...overrides, policy: policy(...beside, allow()) }), accountBlock, strict));
      }
    });
  }

  it('does not speak of the setting where it is off', () => {
    assert.deepEqual(evaluate(bucket({ policy: policy(worldByRanges) })), [
      { kind: 'public-statement', index: 0, reason: `Principal is *; ${together}` },
    ]);
  });

  it('needs no account to find what its settings do not touch, and does not say that they are on', () => {
    const [only, ...others] = evaluate(bucket({ policy: policy(worldByRanges) }), unreadable);

    assert.isEmpty(others);
    assert.deepEqual(only, { kind: 'public-statement', index: 0, reason: `Principal is *; ${together}` });
  });

  it('decides nothing where neither the account nor AWS’s verdict is known', () => {
    const ifExists = allow({ Condition: { StringEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' } } });
    const [only, ...others] = evaluate(bucket({ policy: policy(ifExists) }), unreadable);

    assert.isEmpty(others);
    assert.equal(only?.kind, 'undecided');
  });

  it('keeps the line of the annotation: what, why, and why the block is no answer', () => {
    const [only] = evaluate(bucket({ policy: policy(worldByRanges), publicAccessBlock: allOn }));

    assert.equal(only && describeViolation(only), `policy Statement[0] is public: Principal is *; ${together}; ${is}`);
  });

  for (const [what, statements, given, expected] of [
    ['a Deny that spares ranges which are everyone together', [allow(), denyAllBut(wide)], {}, ['public-statement']],
    [
      'a Deny that spares a range which a parameter calls broad',
      [allow(), denyAllBut({ 'aws:SourceIp': '54.0.0.0/9' })],
      strict,
      ['public-statement'],
    ],
    ['the same without the parameter', [allow(), denyAllBut({ 'aws:SourceIp': '54.0.0.0/9' })], {}, []],
    ['a Deny that spares an office', [allow(), denyAllBut({ 'aws:SourceIp': '203.0.113.0/24' })], strict, []],
    ['a Deny of plain HTTP', [allow(), denyPlainHttp], {}, []],
    [
      'an operator that lets requests without the key pass',
      [allow({ Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } })],
      {},
      ['public-statement'],
    ],
    [
      'a condition that says nothing of who asks',
      [allow({ Condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } } })],
      {},
      [],
    ],
  ] as const) {
    it(`${expected.length === 0 ? 'is content with' : 'finds'} everyone let in beside ${what}`, () => {
      const violations = evaluate(bucket({ policy: policy(...statements) }), restricting, given);

      assert.deepEqual(
        violations.map(({ kind }) => kind),
        [...expected],
      );
    });
  }

  it('changes nothing of what is found where S3 does not call the policy public, and lets be only what it restricts', () => {
    const fixed = fc.constantFrom(
      { kind: 'together', statement: worldByRanges },
      { kind: 'strict', statement: half },
      { kind: 'fixed', statement: role },
    );
    const drawn = fc.array(fc.oneof(fixed, fixed, sample), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(drawn, fc.constantFrom(...places), (samples, [, overrides, accountBlock]) => {
        const statements = samples.map(({ statement }) => ({ ...statement }));
        const text = policy(...statements);

        const without = evaluate(bucket({ policy: text }), null, strict);
        const under = evaluate(bucket({ ...overrides, policy: text }), accountBlock, strict);

        if (!isPublicPolicy(statements)) assert.lengthOf(under, without.length);
        else assert.include([0, without.length], under.length);
      }),
    );
  });
});
