import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import type { Plan } from '../../contract/plan.ts';
import type { Bucket, Grant, Ownership } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { awsBreadth } from '../../publicness/source-ip.ts';
import { s3BucketRemediator } from '../../remediators/s3-bucket.ts';
import { s3BucketAclsDisabled } from '../../rules/s3-bucket-acls-disabled.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import { applyToBucket, readBucket } from '../support/bucket-simulator.ts';
import { allOff, allUsersUri, applyPlan, bucket, groupGrant, ownerGrant } from '../support/buckets.ts';

const where = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const disable = {
  service: 's3',
  operation: 'PutBucketOwnershipControls',
  input: { ...where, OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
} as const;
const enabled: Violation = { kind: 'acls-enabled', ownership: 'ObjectWriter' };
const nothing: Plan = { changes: [], before: [], after: [], notes: [] };

const acls = (resource: Bucket): Violation[] =>
  s3BucketAclsDisabled.evaluate(resource, { objectAcls: 'unused', hiddenGrants: 'unproven' }, emptyContext);
const publicAccess = (resource: Bucket): Violation[] =>
  s3BucketPublicAccess.evaluate(resource, awsBreadth, emptyContext);

describe('the plan for a bucket with ACLs enabled', () => {
  it('disables them, and says what cannot be seen', () => {
    assert.deepEqual(s3BucketRemediator.plan(bucket(), [enabled]), {
      changes: [disable],
      before: ['object ownership: ObjectWriter'],
      after: ['object ownership: BucketOwnerEnforced'],
      notes: [
        'ACLs of single objects cannot be seen from the bucket: what they grant to other accounts ends, and comes back when object ownership is set back',
      ],
    });
  });

  it('takes the public grants away first, where the same plan is to mend them', () => {
    const resource = bucket({ grants: [ownerGrant, groupGrant(allUsersUri)] });

    const plan = s3BucketRemediator.plan(resource, [...acls(resource), ...publicAccess(resource)]);

    assert.deepEqual(
      plan.changes.map(({ operation }) => operation),
      ['PutBucketAcl', 'PutBucketOwnershipControls'],
    );
    assert.deepEqual(acls(applyPlan(resource, plan)), []);
  });

  it('changes nothing while a grant stays that nobody asked to mend, and names it', () => {
    const resource = bucket({ grants: [ownerGrant, groupGrant(allUsersUri, 'WRITE')] });

    const plan = s3BucketRemediator.plan(resource, acls(resource));

    const left =
      'ACLs stay enabled: the ACL grants WRITE to everyone on the internet, and nothing here takes that away';
    assert.deepEqual(plan, { ...nothing, notes: [left] });
  });

  const left: [string, Partial<Bucket>, Violation][] = [
    ['they are disabled by now', { ownership: 'BucketOwnerEnforced' }, enabled],
    ['object ownership is not known', { ownership: 'unknown' }, enabled],
    ['somebody may rely on them', {}, { ...enabled, unmendable: 'the ACL grants READ to b2' }],
  ];
  for (const [what, overrides, violation] of left) {
    it(`is nothing where ${what}`, () => {
      assert.deepEqual(s3BucketRemediator.plan(bucket(overrides), [violation]), nothing);
    });
  }
});

describe('disabling the ACLs of any bucket', () => {
  const grant: fc.Arbitrary<Grant> = fc.record({
    grantee: fc.constantFrom<Grant['grantee'][]>(
      ownerGrant.grantee,
      { kind: 'group', uri: allUsersUri },
      { kind: 'group', uri: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
      { kind: 'user', id: 'b2' },
    ),
    permission: fc.constantFrom('FULL_CONTROL', 'WRITE', 'READ'),
  });
  const anyBucket = fc
    .record({
      grants: fc.array(grant, { maxLength: 4 }),
      ownership: fc.constantFrom<Ownership[]>('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter', 'unknown'),
    })
    .map((parts) => bucket(parts));

  it('is never refused by S3 for a public grant that it hides, and is put back exactly by a restore', () => {
    let disabled = 0;
    const kept = fc
      .tuple(anyBucket, fc.boolean())
      .map(([one, ignorePublicAcls]) => ({ ...one, publicAccessBlock: { ...allOff, ignorePublicAcls } }));
    fc.assert(
      fc.property(kept, (start) => {
        const before = readBucket(start);
        const plan = s3BucketRemediator.plan(before, [...acls(before), ...publicAccess(before)].filter(isMendable));

        const end = plan.changes.reduce(applyToBucket, start);

        const made = plan.changes.map((change) => ({ change, surely: true }));
        const restore = planRestore({ before, after: readBucket(end), live: readBucket(end), made });
        const restored = restore.plan.changes.reduce(applyToBucket, end);
        assert.deepEqual(restored, { ...start, grants: restored.grants });
        assert.sameDeepMembers(restored.grants, start.grants);
        assert.deepEqual(restore.conflicts, []);
        if (end.ownership !== start.ownership) disabled++;
      }),
    );
    assert.isAbove(disabled, 0);
  });

  it('is never refused by S3, takes from nobody but the public, and leads to nothing more to do', () => {
    fc.assert(
      fc.property(anyBucket, (resource) => {
        const mendable = [...acls(resource), ...publicAccess(resource)].filter(isMendable);

        const after = applyPlan(resource, s3BucketRemediator.plan(resource, mendable));

        const isForeign = ({ grantee }: Grant): boolean =>
          grantee.kind === 'user' ? grantee.id === 'b2' : grantee.kind === 'group' && grantee.uri !== allUsersUri;
        assert.deepEqual(after.grants.filter(isForeign), resource.grants.filter(isForeign));
        if (resource.grants.some(isForeign)) assert.equal(after.ownership, resource.ownership);
        const left = [...acls(after), ...publicAccess(after)].filter(isMendable);
        assert.isEmpty(left);
        assert.deepEqual(s3BucketRemediator.plan(after, left), nothing);
      }),
    );
  });
});
