import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Bucket } from '../../contract/resource.ts';
import type { PublicStatement, Violation } from '../../contract/violation.ts';
import { awsBreadth, type Breadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import {
  allOff,
  allow,
  allUsersUri,
  applyPlan,
  authenticatedUsersUri,
  bucket,
  groupGrant,
  ownerGrant,
  ownerId,
  policy,
} from '../support/buckets.ts';

const violationsOf = (resource: Bucket, breadth: Breadth = awsBreadth): Violation[] =>
  s3BucketPublicAccess.evaluate(resource, breadth, emptyContext);
const planFor = (resource: Bucket, violations = violationsOf(resource)): Plan =>
  s3BucketRemediator.plan(resource, violations);
const nothing: Plan = { changes: [], before: [], after: [], notes: [] };

const deploy = 'arn:aws:iam::111122223333:role/deploy';
const where = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };

describe('the plan for a public bucket', () => {
  it('puts the ACL back without its public grants, the others in their order', () => {
    const resource = bucket({
      owner: { id: ownerId, displayName: 'me' },
      grants: [
        groupGrant(allUsersUri),
        ownerGrant,
        groupGrant('http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE'),
        groupGrant(authenticatedUsersUri, 'READ_ACP'),
        { grantee: { kind: 'user', id: 'a1', displayName: 'ann' }, permission: 'READ' },
        { grantee: { kind: 'email', address: 'bob@example.com' }, permission: 'WRITE' },
      ],
    });

    assert.deepEqual(planFor(resource), {
      changes: [
        {
          service: 's3',
          operation: 'PutBucketAcl',
          input: {
            ...where,
            AccessControlPolicy: {
              Grants: [
                { Grantee: { Type: 'CanonicalUser', ID: ownerId }, Permission: 'FULL_CONTROL' },
                {
                  Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
                  Permission: 'WRITE',
                },
                { Grantee: { Type: 'CanonicalUser', ID: 'a1', DisplayName: 'ann' }, Permission: 'READ' },
                { Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: 'bob@example.com' }, Permission: 'WRITE' },
              ],
              Owner: { ID: ownerId, DisplayName: 'me' },
            },
          },
        },
      ],
      before: ['ACL grants READ to everyone on the internet', 'ACL grants READ_ACP to any AWS account in the world'],
      after: [],
      notes: [],
    });
  });

  it('removes all public statements in one call, and the policy last of all is asked for first', () => {
    const kept = allow({ Sid: 'Deploy', Principal: { AWS: deploy } });
    const resource = bucket({
      grants: [ownerGrant, groupGrant(allUsersUri)],
      policy: policy(allow({ Sid: 'A' }), kept, allow({ Sid: 'B' })),
    });

    const { changes, before, after, notes } = planFor(resource);

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['PutBucketPolicy', 'PutBucketAcl'],
    );
    assert.deepEqual(changes[0]?.input, { ...where, Policy: policy(kept) });
    assert.deepEqual(before, [
      'Statement[0] "A" allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*',
      'Statement[2] "B" allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*',
      'ACL grants READ to everyone on the internet',
    ]);
    assert.isEmpty(after);
    assert.deepEqual(notes, ['Statement[0] "A" removed whole', 'Statement[2] "B" removed whole']);
  });

  for (const text of [policy(allow()), JSON.stringify({ Statement: allow() }), policy(allow(), allow())]) {
    it(`deletes a policy of which nothing would be left: ${text}`, () => {
      const { changes, notes } = planFor(bucket({ policy: text }));

      assert.deepEqual(changes, [{ service: 's3', operation: 'DeleteBucketPolicy', input: where }]);
      assert.include(notes.at(-1), 'the policy is deleted');
    });
  }

  it('narrows a statement to its fixed principals', () => {
    const text = policy(allow({ Sid: 'Read', Principal: { AWS: ['*', deploy] } }));

    const { changes, before, after, notes } = planFor(bucket({ policy: text }));

    assert.deepEqual(changes[0]?.input, { ...where, Policy: text.replace('"*",', '') });
    assert.deepEqual(before, [
      `Statement[0] "Read" allows AWS *, AWS ${deploy} s3:GetObject on arn:aws:s3:::holiday-photos/*`,
    ]);
    assert.deepEqual(after, [`Statement[0] "Read" allows AWS ${deploy} s3:GetObject on arn:aws:s3:::holiday-photos/*`]);
    assert.deepEqual(notes, ['Statement[0] "Read" narrowed: Principal AWS * dropped, the rest kept']);
  });

  it('narrows a statement to its narrow address ranges', () => {
    const text = policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/0'] } } }));

    const { changes } = planFor(bucket({ policy: text }));

    assert.deepEqual(changes[0]?.input, { ...where, Policy: text.replace(',"0.0.0.0/0"', '') });
  });

  it('narrows by the ranges that the parameters call too broad', () => {
    const text = policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '54.0.0.0/12'] } } }));
    const resource = bucket({ policy: text });
    const strict = { ...awsBreadth, ipv4PrefixLength: 16 };

    const after = applyPlan(resource, planFor(resource, violationsOf(resource, strict)));

    assert.equal(after.policy, text.replace(',"54.0.0.0/12"', ''));
    assert.isEmpty(violationsOf(after, strict));
  });

  it('removes a statement that only the parameters call public', () => {
    const text = policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': '54.0.0.0/12' } } }), { Effect: 'Deny' });
    const resource = bucket({ policy: text });

    const plan = planFor(resource, violationsOf(resource, { ...awsBreadth, ipv4PrefixLength: 16 }));

    assert.deepEqual(plan.changes[0]?.input, { ...where, Policy: policy({ Effect: 'Deny' }) });
  });

  describe('takes no violation at its word', () => {
    const found: PublicStatement = { kind: 'public-statement', index: 0, sid: 'A', reason: 'Principal is *' };
    const stale: [string, Partial<Bucket>, Violation][] = [
      ['a statement gone from its place', { policy: policy(allow({ Sid: 'B' }), allow({ Sid: 'A' })) }, found],
      ['a statement that is now fixed', { policy: policy(allow({ Sid: 'A', Principal: { AWS: deploy } })) }, found],
      [
        'a statement that only its addresses could make public',
        { policy: policy(allow({ Sid: 'A', Condition: { IpAddress: { 'aws:SourceIp': '54.0.0.0/24' } } })) },
        found,
      ],
      [
        'a statement that no address could make public',
        { policy: policy(allow({ Sid: 'A', Principal: { AWS: deploy } })) },
        { ...found, reason: 'Principal is *; aws:SourceIp 0.0.0.0/0 is broader than /8' },
      ],
      ['a Deny statement', { policy: policy({ Sid: 'A', Effect: 'Deny', Principal: '*' }) }, found],
      ['a policy that is gone', { policy: null }, found],
      ['a policy that cannot be read', { policy: '{' }, found],
      [
        'a part that is not there',
        { policy: policy(allow({ Sid: 'A' })) },
        { ...found, narrowBy: [{ path: ['Principal', 'AWS'], values: ['*'] }] },
      ],
      [
        'a policy that the bucket restricts',
        { policy: policy(allow({ Sid: 'A' })), publicAccessBlock: { ...allOff, restrictPublicBuckets: true } },
        found,
      ],
      ['a grant that is gone', {}, { kind: 'public-grant', grant: groupGrant(allUsersUri), audience: '' }],
      ['a grant that is not public', {}, { kind: 'public-grant', grant: ownerGrant, audience: '' }],
      [
        'a grant where ACLs are disabled',
        { grants: [groupGrant(allUsersUri)], ownership: 'BucketOwnerEnforced' },
        { kind: 'public-grant', grant: groupGrant(allUsersUri), audience: '' },
      ],
      ['what is undecided', { policy: policy(allow()) }, { kind: 'undecided', subject: 'bucket policy', reason: '' }],
    ];
    for (const [what, overrides, violation] of stale) {
      it(`changes nothing for ${what}`, () => {
        assert.deepEqual(planFor(bucket(overrides), [violation]), nothing);
      });
    }
  });

  it('removes only what it is told of', () => {
    const resource = bucket({
      grants: [groupGrant(allUsersUri), groupGrant(authenticatedUsersUri)],
      policy: policy(allow({ Sid: 'A' }), allow({ Sid: 'B' })),
    });
    const [grant, , statement] = violationsOf(resource);

    const after = applyPlan(
      resource,
      planFor(
        resource,
        [grant, statement].filter((one) => one !== undefined),
      ),
    );

    assert.deepEqual(after.grants, [groupGrant(authenticatedUsersUri)]);
    assert.equal(after.policy, policy(allow({ Sid: 'B' })));
  });

  it('removes a statement whole if narrowing it would leave what AWS calls public', () => {
    const text = policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '0.0.0.0/1'] } } }), {
      Effect: 'Deny',
    });
    const narrowBy = [{ path: ['Condition', 'IpAddress', 'aws:SourceIp'], values: ['0.0.0.0/0'] }];

    const { changes, notes } = planFor(bucket({ policy: text }), [
      { kind: 'public-statement', index: 0, reason: '', narrowBy },
    ]);

    assert.deepEqual(changes[0]?.input, { ...where, Policy: policy({ Effect: 'Deny' }) });
    assert.deepEqual(notes, ['Statement[0] removed whole']);
  });

  it('removes a statement whole if two violations want different parts of it gone', () => {
    const text = policy(allow({ Principal: { AWS: ['*', deploy] } }), { Effect: 'Deny' });
    const whole: PublicStatement = { kind: 'public-statement', index: 0, reason: '' };
    const part = { ...whole, narrowBy: [{ path: ['Principal', 'AWS'], values: ['*'] }] };

    const input = planFor(bucket({ policy: text }), [part, whole]).changes[0]?.input;

    assert.deepEqual(input, { ...where, Policy: policy({ Effect: 'Deny' }) });
  });

  it('leaves Block Public Access, ownership and every other setting to other violations', () => {
    const resource = bucket({ grants: [ownerGrant, groupGrant(allUsersUri)], policy: policy(allow()) });

    const { changes } = planFor(resource);

    assert.deepEqual(
      changes.map(({ operation }) => operation),
      ['DeleteBucketPolicy', 'PutBucketAcl'],
    );
  });
});
