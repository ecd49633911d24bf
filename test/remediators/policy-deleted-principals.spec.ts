import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Bucket } from '../../contract/resource.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { planPolicy } from '../../remediators/policy-plan.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { allow, applyPlan, bucket, policy } from '../support/buckets.ts';

const planFor = (resource: Bucket): Plan =>
  s3BucketRemediator.plan(resource, s3BucketPublicAccess.evaluate(resource, awsBreadth, emptyContext));
const putText = ({ changes }: Plan): unknown => changes[0]?.input['Policy'];

const deploy = 'arn:aws:iam::111122223333:role/deploy';
const role = 'AROA27HJSWAHEPTTLIWSO';
const user = 'AIDA27HJSWAHQ5XEXAMPL';
const open = allow({ Sid: 'Open' });

describe('the plan for a policy that names deleted users or roles', () => {
  it('touches none of them where nothing is public', () => {
    const text = policy(allow({ Principal: { AWS: role } }), allow({ Principal: { AWS: [deploy, user] } }));

    assert.deepEqual(planFor(bucket({ policy: text })), { changes: [], before: [], after: [], notes: [] });
  });

  it('drops them from the statements that stay, since S3 refuses to put a policy that names one', () => {
    const kept = allow({
      Sid: 'Deploy',
      Principal: { AWS: [role, deploy, user], Service: 'cloudtrail.amazonaws.com' },
    });
    const text = `  ${policy(open, kept).replace('"AWS":[', '"AWS" : [ ')}\n`;

    const plan = planFor(bucket({ policy: text }));

    assert.equal(
      putText(plan),
      text
        .replace(`${JSON.stringify(open)},`, '')
        .replace(`"${role}",`, '')
        .replace(`,"${user}"`, ''),
    );
    const reads = 's3:GetObject on arn:aws:s3:::holiday-photos/*';
    assert.deepEqual(plan.before, [
      `Statement[0] "Open" allows everyone ${reads}`,
      `Statement[1] "Deploy" allows AWS ${role}, AWS ${deploy}, AWS ${user}, Service cloudtrail.amazonaws.com ${reads}`,
    ]);
    assert.deepEqual(plan.after, [
      `Statement[1] "Deploy" allows AWS ${deploy}, Service cloudtrail.amazonaws.com ${reads}`,
    ]);
    assert.lengthOf(plan.notes, 2);
    assert.include(
      plan.notes[1],
      `Statement[1] "Deploy" narrowed: Principal AWS ${role}, ${user} dropped, the rest kept`,
    );
    assert.include(plan.notes[1], 'deleted');
  });

  it('drops their kind of principal where another kind is left', () => {
    const kept = allow({ Principal: { AWS: role, Service: 'cloudtrail.amazonaws.com' } });

    const plan = planFor(bucket({ policy: policy(open, kept) }));

    assert.equal(putText(plan), policy(allow({ Principal: { Service: 'cloudtrail.amazonaws.com' } })));
  });

  for (const AWS of [role, [role], [role, user]]) {
    it(`removes a statement for nobody but ${JSON.stringify(AWS)}`, () => {
      const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

      const plan = planFor(bucket({ policy: policy(allow({ Sid: 'Old', Principal: { AWS } }), deny, open) }));

      assert.equal(putText(plan), policy(deny));
      assert.equal(
        plan.notes[0],
        `Statement[0] "Old" removed whole: it names only ${[AWS].flat().join(', ')}: deleted users or roles, which S3 refuses in a policy that is put`,
      );
      assert.deepEqual(plan.before, [
        `Statement[0] "Old" allows ${[AWS]
          .flat()
          .map((id) => `AWS ${id}`)
          .join(', ')} s3:GetObject on arn:aws:s3:::holiday-photos/*`,
        'Statement[2] "Open" allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*',
      ]);
      assert.isEmpty(plan.after);
    });
  }

  it('deletes the policy where only such statements would be left', () => {
    const plan = planFor(bucket({ policy: policy(open, allow({ Principal: { AWS: role } })) }));

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['DeleteBucketPolicy'],
    );
    assert.include(plan.notes.at(-1), 'the policy is deleted');
  });

  it('drops them together with the public part of a statement', () => {
    const plan = planFor(bucket({ policy: policy(allow({ Principal: { AWS: ['*', role, deploy] } })) }));

    assert.equal(putText(plan), policy(allow({ Principal: { AWS: [deploy] } })));
    assert.include(plan.notes[0], 'Principal AWS * dropped, the rest kept');
    assert.include(plan.notes[1], `Principal AWS ${role} dropped`);
  });

  it('does not narrow a statement to them', () => {
    const narrow = { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } };
    const mixed = { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } };
    const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

    const whole = planFor(bucket({ policy: policy(allow({ Principal: { AWS: ['*', role] } }), deny) }));
    const byRange = planFor(bucket({ policy: policy(allow({ Principal: { AWS: ['*', role] }, Condition: mixed })) }));

    assert.equal(putText(whole), policy(deny));
    assert.equal(putText(byRange), policy(allow({ Principal: { AWS: ['*'] }, Condition: narrow })));
  });

  const forPeople: [string, Record<string, unknown>][] = [
    ['a Deny', { Effect: 'Deny', Principal: { AWS: [role, deploy] }, Action: 's3:*', Resource: '*' }],
    ['NotPrincipal of a Deny', { Effect: 'Deny', NotPrincipal: { AWS: role }, Action: 's3:*', Resource: '*' }],
    [
      'NotPrincipal of an Allow that a condition holds',
      allow({
        Principal: undefined,
        NotPrincipal: { AWS: role },
        Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      }),
    ],
    ['a statement that cannot be read', { ...allow({ Principal: { AWS: role } }), condition: {} }],
  ];
  for (const [what, statement] of forPeople) {
    it(`leaves them in ${what}, and says that a person must act`, () => {
      const text = policy(statement);

      const plan = planFor(bucket({ policy: policy(open, { ...statement, Sid: 'Odd' }) }));

      assert.equal(putText(plan), policy({ ...JSON.parse(text).Statement[0], Sid: 'Odd' }));
      assert.match(plan.notes.at(-1) ?? '', /^Statement\[1\].* names AROA27HJSWAHEPTTLIWSO.*a person must/);
    });
  }

  for (const [what, AWS, named] of [
    ['all of them, beside those who exist', [role, deploy, user], `${role}, ${user}`],
    ['those among what is no principal', [{ a: role }, 5, null, role], role],
    ['nobody where it is no principal', { a: role }, ''],
  ] as const) {
    it(`says of a Deny ${what}`, () => {
      const deny = { Sid: 'Odd', Effect: 'Deny', Principal: { AWS }, Action: 's3:*', Resource: '*' };

      const { notes } = planFor(bucket({ policy: policy(open, deny) }));

      const told = `Statement[1] "Odd" names ${named} as Principal: deleted users or roles, which S3 refuses in a policy that is put; a person must take them out first`;
      assert.deepEqual(notes.slice(1), named === '' ? [] : [told]);
    });
  }

  it('says the same of a statement that is not in a list', () => {
    const deny = { Effect: 'Deny', Principal: { AWS: role }, Action: 's3:*', Resource: '*' };
    const text = JSON.stringify({ Statement: deny });
    const append = JSON.stringify({ ...deny, Principal: '*' });

    const plan = planPolicy(bucket({ policy: text }), { remove: [], append });

    assert.match(plan?.notes.join() ?? '', /^Statement\[0\] names AROA27HJSWAHEPTTLIWSO as Principal: /);
  });

  it('drops a kind of principal of which they and the public part are all, where another kind is left', () => {
    const kept = { Principal: { Service: 'cloudtrail.amazonaws.com' } };

    const plan = planFor(
      bucket({ policy: policy(allow({ Principal: { AWS: ['*', role], Service: 'cloudtrail.amazonaws.com' } })) }),
    );

    assert.equal(putText(plan), policy(allow(kept)));
  });

  it('says nothing of them where the whole policy goes', () => {
    const { notes } = planFor(bucket({ policy: policy(allow({ Principal: { AWS: ['*', role] } })) }));

    assert.notInclude(notes.join(), role);
  });

  for (const value of [
    '111122223333',
    deploy,
    'AROA',
    'aroa27hjswaheptliwso',
    `${role}:session`,
    'AKIA 27HJSWAHEPTTL',
  ]) {
    it(`takes ${value} for none of them`, () => {
      const kept = allow({ Principal: { AWS: value } });

      assert.equal(putText(planFor(bucket({ policy: policy(open, kept) }))), policy(kept));
    });
  }

  it('leaves exactly those who are fixed and exist, whoever is named together', () => {
    const named = fc.uniqueArray(fc.constantFrom('*', role, user, deploy, '444455556666'), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(named, { minLength: 1, maxLength: 5 }), (lists) => {
        const before = bucket({ policy: policy(...lists.map((AWS) => allow({ Principal: { AWS } }))) });

        const after = applyPlan(before, planFor(before));

        const kept = lists
          .map((list) => list.filter((one) => one === deploy || one === '444455556666'))
          .filter((list) => list.length > 0);
        const mended = kept.length === 0 ? null : policy(...kept.map((AWS) => allow({ Principal: { AWS } })));
        assert.equal(after.policy, lists.flat().includes('*') ? mended : before.policy);
      }),
    );
  });

  it('plans nothing for what it has mended', () => {
    const before = bucket({
      policy: policy(open, allow({ Principal: { AWS: [role, deploy] } }), allow({ Principal: { AWS: user } })),
    });

    const after = applyPlan(before, planFor(before));

    assert.equal(after.policy, policy(allow({ Principal: { AWS: [deploy] } })));
    assert.isEmpty(planFor(after).changes);
  });
});
