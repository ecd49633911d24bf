import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import { type Bucket, BlockSetting } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { s3BucketPublicAccessBlock } from '../../rules/s3-bucket-public-access-block.ts';
import {
  allOff,
  allow,
  allUsersUri,
  applyPlan,
  bucket,
  groupGrant,
  ownerGrant,
  policy,
  worldByRanges,
} from '../support/buckets.ts';

const judgeBlock = (resource: Bucket, objectAcls: 'unproven' | 'unused' = 'unused'): Violation[] =>
  s3BucketPublicAccessBlock.evaluate(resource, { objectAcls }, emptyContext);
const judgeAccess = (resource: Bucket): Violation[] =>
  s3BucketPublicAccess.evaluate(resource, awsBreadth, emptyContext);
const planFor = (resource: Bucket, violations = judgeBlock(resource)): Plan =>
  s3BucketRemediator.plan(resource, violations);

describe('the plan for Block Public Access', () => {
  it('switches on what is off and puts all four, since S3 takes an absent one for off', () => {
    const publicAccessBlock = { ...allOff, ignorePublicAcls: true, blockPublicPolicy: true };

    assert.deepEqual(planFor(bucket({ publicAccessBlock })), {
      changes: [
        {
          service: 's3',
          operation: 'PutPublicAccessBlock',
          input: {
            Bucket: 'holiday-photos',
            ExpectedBucketOwner: '111122223333',
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              IgnorePublicAcls: true,
              BlockPublicPolicy: true,
              RestrictPublicBuckets: true,
            },
          },
        },
      ],
      before: ['Block Public Access blockPublicAcls: off', 'Block Public Access restrictPublicBuckets: off'],
      after: ['Block Public Access blockPublicAcls: on', 'Block Public Access restrictPublicBuckets: on'],
      notes: [],
    });
  });

  it('leaves off what no violation names', () => {
    const plan = planFor(bucket(), [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] }]);

    assert.deepEqual(applyPlan(bucket(), plan).publicAccessBlock, { ...allOff, blockPublicAcls: true });
    assert.deepEqual(plan.notes, []);
  });

  it('puts all four where some are left to people, and keeps those off', () => {
    const left = bucket({
      policy: policy(allow({ Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } } })),
      publicAccessBlock: { ...allOff, restrictPublicBuckets: true },
    });
    for (const [resource, expected] of [
      [bucket(), { ...allOff, blockPublicPolicy: true, restrictPublicBuckets: true }],
      [
        bucket({ publicAccessBlock: { ...allOff, ignorePublicAcls: true } }),
        { ...allOff, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true },
      ],
      [
        { ...left, ownership: 'BucketOwnerEnforced' as const },
        { ...allOff, blockPublicAcls: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      ],
    ] as const) {
      const violations = judgeBlock(resource, 'unproven');

      const plan = planFor(resource, violations);

      assert.lengthOf(plan.changes, 1);
      const after = applyPlan(resource, plan);
      assert.deepEqual(after.publicAccessBlock, expected);
      assert.deepEqual(
        judgeBlock(after, 'unproven'),
        violations.filter((one) => !isMendable(one)),
      );
    }
    assert.isEmpty(planFor(left, judgeBlock(left, 'unproven')).changes);
  });

  it('asks nothing for the account’s settings, or for what is on by now', () => {
    const nothing: Plan = { changes: [], before: [], after: [], notes: [] };
    const on = bucket({ publicAccessBlock: { ...allOff, blockPublicAcls: true } });

    assert.deepEqual(planFor(bucket(), [{ kind: 'block-off', of: 'account', settings: ['blockPublicAcls'] }]), nothing);
    assert.deepEqual(planFor(on, [{ kind: 'block-off', of: 'bucket', settings: ['blockPublicAcls'] }]), nothing);
  });

  const shared = allow({ Sid: 'Auditor', Principal: { AWS: '444455556666' } });
  const open = bucket({
    grants: [ownerGrant, groupGrant(allUsersUri)],
    policy: policy(shared, allow({ Sid: 'World' })),
  });
  const asked: Violation = { kind: 'block-off', of: 'bucket', settings: [...BlockSetting.options] };

  it('comes after the policy and the ACL: BlockPublicPolicy refuses puts of what is still public', () => {
    const plan = planFor(open, [asked, ...judgeAccess(open)]);

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['PutBucketPolicy', 'PutBucketAcl', 'PutPublicAccessBlock'],
    );
    const after = applyPlan(open, plan);
    assert.deepEqual([...judgeBlock(after), ...judgeAccess(after)], []);
    assert.equal(after.policy, policy(shared));
    assert.notInclude(plan.notes.join(), 'restrictPublicBuckets');
    assert.notInclude(plan.notes.join(), 'ignorePublicAcls');
  });

  it('says alone what it cuts off: the public, and every other account beside them', () => {
    const { changes, notes } = planFor(open, [asked]);

    assert.lengthOf(changes, 1);
    assert.deepEqual(notes, [
      'ignorePublicAcls ends the ACL’s grant of READ to everyone on the internet.',
      'restrictPublicBuckets: policy Statement[1] "World" is public, so that all access by other accounts ends, also what other statements of it allow.',
    ]);
  });

  for (const [what, text, words] of [
    ['cannot be read', '{', 'the policy cannot be judged and may be public'],
    ['has a statement that cannot be', policy(allow({ Principal: ['*'] })), 'Statement[0] cannot be judged'],
  ] as const) {
    it(`warns of the same where the policy ${what}`, () => {
      assert.include(planFor(bucket({ policy: text }), [asked]).notes.join(), words);
    });
  }

  it('warns of a policy that may be public to AWS, in words that leave it open', () => {
    const text = policy(allow({ Condition: { StringEquals: { 'aws:VpceAccount': '111122223333' } } }));

    assert.deepEqual(planFor(bucket({ policy: text }), [asked]).notes, [
      'restrictPublicBuckets: policy Statement[0] may be public to AWS: AWS does not list aws:VpceAccount, so that all access by other accounts may end, also what other statements of it allow.',
    ]);
  });

  it('plans nothing while what is public leaves it to people', () => {
    assert.isEmpty(planFor(open).changes);
  });

  it('has nothing to warn of where nothing public is in force', () => {
    const closed = [
      bucket({ policy: policy(shared) }),
      bucket({ policy: policy(allow({ Effect: 'Deny' })) }),
      bucket({ policy: policy(worldByRanges) }),
      bucket({ grants: open.grants, ownership: 'BucketOwnerEnforced' }),
    ];

    for (const resource of closed) assert.isEmpty(planFor(resource, [asked]).notes);
  });
});
