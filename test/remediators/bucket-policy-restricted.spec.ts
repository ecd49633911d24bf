import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import { emptyContext } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { awsBreadth, type Breadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { allOff, allOn, allow, applyPlan, bucket, policy, worldByRanges } from '../support/buckets.ts';
import { applyToBucket } from '../support/bucket-simulator.ts';

const restricting = { ...allOff, restrictPublicBuckets: true };
const strict: Breadth = { ...awsBreadth, ipv4PrefixLength: 24 };
const evaluate = (resource: Bucket, breadth: Breadth, accountBlock: Context['accountBlock']): Violation[] =>
  s3BucketPublicAccess.evaluate(resource, breadth, { ...emptyContext, accountBlock });

const role = allow({ Sid: 'Deploy', Principal: { AWS: 'arn:aws:iam::111122223333:role/deploy' } });
const from = (...ranges: string[]): Record<string, unknown> =>
  allow({ Condition: { IpAddress: { 'aws:SourceIp': ranges } } });
const denyAllBut = (ranges: unknown): object =>
  allow({ Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': ranges } } });
const slash8s = Array.from({ length: 223 }, (_, i) => `${i + 1}.0.0.0/8`);

describe('the plan for a policy that RestrictPublicBuckets does not restrict', () => {
  for (const [where, overrides, accountBlock] of [
    ['the bucket', { publicAccessBlock: restricting }, null],
    ['the bucket, which refuses public policies as well,', { publicAccessBlock: allOn }, null],
    ['the account', {}, restricting],
  ] as const) {
    for (const [what, text, breadth, left] of [
      ['ranges that are everyone together', policy(worldByRanges, role), awsBreadth, policy(role)],
      ['a range that a parameter calls broad', policy(role, from('54.0.0.0/9')), strict, policy(role)],
      [
        'such a range beside a narrow one',
        policy(from('54.0.0.0/9', '203.0.113.7'), role),
        strict,
        policy(from('203.0.113.7'), role),
      ],
      [
        'everyone, but for a Deny of all but such ranges',
        policy(allow(), denyAllBut(slash8s)),
        awsBreadth,
        policy(denyAllBut(slash8s)),
      ],
      [
        'everyone, but for a Deny of all but such a range',
        policy(allow(), denyAllBut('54.0.0.0/9')),
        strict,
        policy(denyAllBut('54.0.0.0/9')),
      ],
    ] as const) {
      it(`takes out ${what} where ${where} has it on, and nothing else`, () => {
        const resource = bucket({ ...overrides, policy: text });
        const plan = s3BucketRemediator.plan(resource, evaluate(resource, breadth, accountBlock));

        const after = applyPlan(resource, plan);
        assert.equal(JSON.stringify(JSON.parse(after.policy ?? 'null')), left);
        assert.deepEqual(plan.changes.reduce(applyToBucket, resource), after);
        assert.deepEqual(after, { ...resource, policy: after.policy });
        assert.isEmpty(evaluate(after, breadth, accountBlock));
        assert.isEmpty(s3BucketRemediator.plan(after, evaluate(after, breadth, accountBlock)).changes);
      });
    }
  }

  it('leaves them where the bucket restricts all, for another statement that AWS calls public', () => {
    const resource = bucket({ policy: policy(worldByRanges, from('54.0.0.0/9'), allow()) });
    const found = evaluate(resource, strict, null);

    assert.lengthOf(found, 3);
    assert.lengthOf(s3BucketRemediator.plan(resource, found).changes, 1);
    assert.isEmpty(s3BucketRemediator.plan({ ...resource, publicAccessBlock: restricting }, found).changes);
  });
});
