import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Bucket } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { denyPlainHttp, hasRoomForDeny, longestPolicy } from '../../publicness/deny-plain-http.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { s3BucketTlsOnly } from '../../rules/s3-bucket-tls-only.ts';
import { allOff, allow, applyPlan, bucket, policy } from '../support/buckets.ts';
import { spelledPolicy } from '../support/policies.ts';

const where = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const statement = (Sid = 'DenyPlainHttp', arn = 'arn:aws:s3:::holiday-photos') => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const line = (name: string): string =>
  `${name} denies everyone s3:* on arn:aws:s3:::holiday-photos, arn:aws:s3:::holiday-photos/* if Bool aws:SecureTransport false`;
const toOne = allow({ Sid: 'One', Principal: { AWS: '444455556666' } });

const tls = (resource: Bucket): Violation[] => s3BucketTlsOnly.evaluate(resource, {}, emptyContext);
const both = (resource: Bucket): Violation[] => [
  ...s3BucketPublicAccess.evaluate(resource, awsBreadth, emptyContext),
  ...tls(resource),
];
const planFor = (resource: Bucket, judge = tls): Plan => s3BucketRemediator.plan(resource, judge(resource));
const nothing: Plan = { changes: [], before: [], after: [], notes: [] };
const put = (Policy: string): Plan['changes'] => [
  { service: 's3', operation: 'PutBucketPolicy', input: { ...where, Policy } },
];

describe('the plan for a bucket that takes plain HTTP', () => {
  it('makes a policy where there is none', () => {
    assert.deepEqual(planFor(bucket()), {
      changes: put(policy(statement())),
      before: ['no bucket policy'],
      after: [line('Statement[0] "DenyPlainHttp"')],
      notes: [],
    });
  });

  it('appends one statement and keeps every other byte', () => {
    const text = `{ "Id": "\\u0061",\n  "Statement": [ ${JSON.stringify(toOne)} ],"Version":"2008-10-17" }\n`;

    const plan = planFor(bucket({ policy: text }));

    const kept = JSON.stringify(toOne);
    assert.deepEqual(plan, {
      changes: put(text.replace(kept, `${kept},${JSON.stringify(statement())}`)),
      before: [],
      after: [line('Statement[1] "DenyPlainHttp"')],
      notes: [],
    });
  });

  it('names the bucket by the ARN of its partition', () => {
    const arn = 'arn:aws-us-gov:s3:::holiday-photos';

    assert.deepEqual(planFor(bucket({ arn })).changes, put(policy(statement('DenyPlainHttp', arn))));
  });

  it('numbers the Sid where it is taken by a statement that denies less', () => {
    const taken = [
      { ...statement(), Principal: { AWS: '444455556666' } },
      { ...statement('DenyPlainHttp2'), Action: 's3:GetObject' },
    ];

    const { changes } = planFor(bucket({ policy: policy(...taken) }));

    assert.deepEqual(changes, put(policy(...taken, statement('DenyPlainHttp3'))));
  });

  it('is nothing where plain HTTP is denied, whatever the instruction says', () => {
    const denied = bucket({ policy: policy(statement()) });
    const stale: Violation = { kind: 'plain-http', missing: ['objects'] };

    assert.deepEqual(s3BucketRemediator.plan(denied, [stale]), nothing);
    assert.deepEqual(s3BucketRemediator.plan(bucket({ policy: '{' }), [stale]), nothing);
  });

  it('is nothing where it is left to people', () => {
    assert.deepEqual(planFor(bucket({ website: true })), nothing);
  });

  it('appends the statement although Block Public Access cuts the policy off', () => {
    const resource = bucket({ policy: policy(toOne), publicAccessBlock: { ...allOff, restrictPublicBuckets: true } });

    assert.deepEqual(planFor(resource).changes, put(policy(toOne, statement())));
  });

  it('puts one policy for both, where a public statement goes as well', () => {
    const plan = planFor(bucket({ policy: policy(allow({ Sid: 'World' }), toOne) }), both);

    assert.deepEqual(plan, {
      changes: put(policy(toOne, statement())),
      before: ['Statement[0] "World" allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*'],
      after: [line('Statement[1] "DenyPlainHttp"')],
      notes: ['Statement[0] "World" removed whole'],
    });
  });

  it('deletes no policy of which all else goes', () => {
    const plan = planFor(bucket({ policy: policy(allow()) }), both);

    assert.deepEqual(plan.changes, put(policy(statement())));
    assert.deepEqual(plan.notes, ['Statement[0] removed whole']);
  });

  it('takes deleted users and roles along, since S3 would refuse the policy for them', () => {
    const text = policy(allow({ Principal: { AWS: ['AIDAEXAMPLEEXAMPLE12', '444455556666'] } }));

    const plan = planFor(bucket({ policy: text }));

    const left = allow({ Principal: { AWS: ['444455556666'] } });
    assert.deepEqual(plan.changes, put(policy(left, statement())));
    assert.match(plan.notes.join(), /AIDAEXAMPLEEXAMPLE12 dropped/);
  });

  it('says which deleted users or roles a person must take out first', () => {
    const deny = { ...statement('Old'), NotPrincipal: { AWS: 'AROAEXAMPLEEXAMPLE12' }, Principal: undefined };

    const plan = planFor(bucket({ policy: policy(deny) }));

    assert.match(
      plan.notes.join(),
      /"Old" names AROAEXAMPLEEXAMPLE12 as NotPrincipal: .* a person must take them out first/,
    );
  });

  it('fills a policy to the last byte that S3 takes, and leaves a fuller one to people', () => {
    const full = (length: number): Bucket => {
      const empty = policy(allow({ Principal: { AWS: '444455556666' }, Sid: '' }));
      return bucket({
        policy: empty.replace('"Sid":""', `"Sid":"${'é'.repeat(4)}${'x'.repeat(length - empty.length - 8)}"`),
      });
    };
    const room = longestPolicy - Buffer.byteLength(denyPlainHttp(bucket())) - 3;

    assert.isTrue(hasRoomForDeny(full(room)));
    assert.lengthOf(planFor(full(room)).changes, 1);
    assert.isFalse(hasRoomForDeny(full(room + 1)));
    assert.deepEqual(planFor(full(room + 1)), nothing);
  });
});

describe('denying plain HTTP on any bucket', () => {
  it('ends the violation, changes nothing else, and plans nothing again', () => {
    fc.assert(
      fc.property(spelledPolicy, ({ text, samples }) => {
        const resource = bucket({ policy: text });

        const after = applyPlan(resource, planFor(resource));

        assert.isEmpty(tls(after));
        assert.deepEqual(planFor(after), nothing);
        const [before, now] = [JSON.parse(text), JSON.parse(after.policy ?? '')];
        assert.deepEqual(
          { ...now, Statement: now.Statement.slice(0, samples.length) },
          { ...before, Statement: [before.Statement].flat() },
        );
        const added = JSON.stringify(statement());
        const bare = (after.policy ?? '').replace(`,${added}`, '');
        assert.include([text, text.replace(/("Statement":)(.*)(,\n"Id")/s, '$1[$2]$3')], bare);
      }),
    );
  });

  it('is one put beside the mend of what is public, and leaves neither', () => {
    fc.assert(
      fc.property(spelledPolicy, ({ text }) => {
        const resource = bucket({ policy: text });

        const plan = planFor(resource, both);

        assert.deepEqual(
          plan.changes.map(({ operation }) => operation),
          ['PutBucketPolicy'],
        );
        const after = applyPlan(resource, plan);
        assert.isEmpty(both(after));
        assert.deepEqual(planFor(after, both), nothing);
      }),
    );
  });
});
