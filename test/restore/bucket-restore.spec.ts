import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { Bucket } from '../../contract/resource.ts';
import { planBucketRestore } from '../../restore/bucket-restore.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { allOff, allOn, allow, allUsersUri, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const s3 = (operation: string, input: Record<string, unknown> = {}): Change => ({
  service: 's3',
  operation,
  input: { ...of, ...input },
});
const open = policy(
  allow({ Sid: 'Everyone' }),
  allow({ Sid: 'Role', Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } }),
);
const closed = policy(allow({ Sid: 'Role', Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } }));
const putPolicy = s3('PutBucketPolicy', { Policy: closed });
const putAcl = s3('PutBucketAcl', {});
const putOwnership = s3('PutBucketOwnershipControls', {
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
});
const putBlock = s3('PutPublicAccessBlock', {
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
});

function restoring(
  before: Partial<Bucket>,
  after: Partial<Bucket>,
  changes: readonly Change[],
  live: Partial<Bucket> = {},
): RestorePlan {
  return planBucketRestore({
    before: bucket(before),
    after: bucket({ ...before, ...after }),
    live: bucket({ ...before, ...after, ...live }),
    made: changes.map((change) => ({ change, surely: true })),
  });
}

const operations = ({ plan }: RestorePlan): string[] => plan.changes.map(({ operation }) => operation);

describe('restoring a bucket', () => {
  it('puts the policy back byte for byte, and says which statement comes back', () => {
    const spaced = open.replace(':', ' :\n');
    const restore = restoring({ policy: spaced }, { policy: closed }, [putPolicy]);

    assert.deepEqual(restore.plan.changes, [s3('PutBucketPolicy', { Policy: spaced })]);
    assert.match(restore.plan.after.join('\n'), /"Everyone" allows everyone s3:GetObject/);
    assert.deepEqual(restore.conflicts, []);
  });

  it('deletes a policy that the mend had made', () => {
    const restore = restoring({ policy: null }, { policy: closed }, [putPolicy]);

    assert.deepEqual(restore.plan.changes, [s3('DeleteBucketPolicy')]);
    assert.deepEqual(restore.plan.after, ['no policy']);
  });

  it('goes about it in the order that S3 takes', () => {
    const restore = restoring(
      { policy: open, grants: [ownerGrant, groupGrant(allUsersUri)], publicAccessBlock: allOff },
      { policy: closed, grants: [ownerGrant], ownership: 'BucketOwnerEnforced', publicAccessBlock: allOn },
      [putPolicy, putAcl, putOwnership, putBlock],
    );

    assert.deepEqual(operations(restore), [
      'PutPublicAccessBlock',
      'PutBucketOwnershipControls',
      'PutBucketPolicy',
      'PutBucketAcl',
    ]);
  });

  it('switches off for a moment what refuses the policy, and on again whatever happens', () => {
    const restore = restoring(
      { policy: open, publicAccessBlock: { ...allOff, blockPublicPolicy: true } },
      { policy: closed },
      [putPolicy],
    );

    assert.deepEqual(operations(restore), ['PutPublicAccessBlock', 'PutBucketPolicy', 'PutPublicAccessBlock']);
    assert.deepEqual([...restore.closing], restore.plan.changes.slice(-1));
    assert.match(restore.plan.notes.join(), /blockPublicPolicy is switched off for a moment/);
  });

  it('does not switch it off for a policy that is not public', () => {
    const before = { policy: closed, publicAccessBlock: { ...allOff, blockPublicPolicy: true } };

    assert.deepEqual(operations(restoring(before, { policy: null }, [s3('DeleteBucketPolicy')])), ['PutBucketPolicy']);
  });

  it('deletes what had never been set', () => {
    const restore = restoring(
      { unset: ['publicAccessBlock', 'ownership'] },
      { publicAccessBlock: allOn, ownership: 'BucketOwnerEnforced' },
      [putOwnership, putBlock],
    );

    assert.deepEqual(operations(restore), ['DeletePublicAccessBlock', 'DeleteBucketOwnershipControls']);
  });

  it('leaves on what somebody else switched on', () => {
    const restore = restoring(
      { unset: ['publicAccessBlock'] },
      { publicAccessBlock: { ...allOff, blockPublicAcls: true } },
      [s3('PutPublicAccessBlock', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } })],
      { publicAccessBlock: { ...allOff, blockPublicAcls: true, ignorePublicAcls: true } },
    );

    const [change] = restore.plan.changes;
    assert.deepEqual(change?.input['PublicAccessBlockConfiguration'], {
      BlockPublicAcls: false,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
  });

  it('has nothing to do where it is as before already', () => {
    assert.deepEqual(operations(restoring({ policy: open }, { policy: closed }, [putPolicy], { policy: open })), []);
  });

  it('has no line for a grant that stays', () => {
    const { plan } = restoring(
      { grants: [ownerGrant, groupGrant(allUsersUri)] },
      { grants: [ownerGrant, groupGrant('x')] },
      [putAcl],
    );

    assert.deepEqual(plan.before, ['ACL grants READ to x']);
    assert.deepEqual(plan.after, ['ACL grants READ to everyone on the internet']);
  });

  it('leaves settings alone that the mend did not change', () => {
    const live: Partial<Bucket> = { logging: { targetBucket: 'later', targetPrefix: '' }, tags: { added: 'later' } };
    const restore = restoring({ policy: open }, { policy: closed }, [putPolicy], live);

    assert.deepEqual(operations(restore), ['PutBucketPolicy']);
    assert.deepEqual(restore.conflicts, []);
    assert.deepInclude(restore.leadsTo, live);
  });

  const disabled = 'ACLs have been disabled since the mend: S3 takes none while they are.';
  for (const [what, live, conflicts] of [
    ['another policy', { policy: policy() }, ['The policy has been changed since the mend.']],
    ['the loss of the policy', { policy: null }, ['The policy has been changed since the mend.']],
    ['another grant', { grants: [ownerGrant, groupGrant('x')] }, ['The ACL has been changed since the mend.']],
    ['disabled ACLs', { ownership: 'BucketOwnerEnforced' }, [disabled]],
  ] satisfies [string, Partial<Bucket>, string[]][]) {
    it(`would lose a later change: ${what}`, () => {
      const before = { policy: open, grants: [ownerGrant, groupGrant(allUsersUri)] };
      const after = { policy: closed, grants: [ownerGrant] };

      assert.deepEqual(restoring(before, after, [putPolicy, putAcl], live).conflicts, conflicts);
    });
  }

  it('says that it does not know where a setting cannot be read now', () => {
    const logs = { targetBucket: 'logs', targetPrefix: '' };
    const put = s3('PutBucketLogging', {});
    const unread = { logging: { kind: 'unread', reason: 'AccessDenied' } } as const;

    assert.deepEqual(restoring({}, { logging: logs }, [put], unread).conflicts, [
      'Access logging cannot be read, so that it is not known what would be lost.',
    ]);
  });

  it('puts encryption, versioning and logging back last, each in lines of its own', () => {
    const before: Partial<Bucket> = { policy: open, versioning: { status: 'Off', mfaDelete: false } };
    const after: Partial<Bucket> = {
      policy: closed,
      encryption: { algorithm: 'aws:kms', bucketKeyEnabled: false },
      versioning: { status: 'Enabled', mfaDelete: false },
      logging: { targetBucket: 'logs', targetPrefix: '' },
    };
    const puts = ['PutBucketLogging', 'PutBucketVersioning', 'PutBucketEncryption'].map((operation) => s3(operation));

    const restore = restoring(before, after, [...puts, putPolicy]);

    assert.deepEqual(operations(restore), [
      'PutBucketPolicy',
      'DeleteBucketEncryption',
      'PutBucketVersioning',
      'PutBucketLogging',
    ]);
    const own = (lines: readonly string[]) => lines.filter((line) => !/^(Statement|policy)/.test(line));
    assert.deepEqual(own(restore.plan.before), [
      'default encryption: aws:kms',
      'versioning: Enabled',
      'access logs: to s3://logs/',
    ]);
    assert.deepEqual(own(restore.plan.after), [
      'default encryption: AES256',
      'versioning: Suspended',
      'access logs: none',
    ]);
    assert.deepEqual(restore.plan.notes, [
      'Versioning had never been enabled. It can only be suspended now: S3 knows no way back to off.',
    ]);
    assert.isTrue(restore.isRestored(restore.leadsTo));
    assert.isFalse(restore.isRestored({ ...restore.leadsTo, ...bucket(after) }));
  });

  for (const [what, versioning] of [
    ['suspended', { status: 'Suspended', mfaDelete: false }],
    ['not read', { kind: 'unread', reason: 'AccessDenied' }],
  ] as const) {
    it(`says nothing of a way back to off where versioning had been ${what}`, () => {
      const restore = restoring({ versioning }, { versioning: { status: 'Enabled', mfaDelete: false } }, [
        s3('PutBucketVersioning'),
      ]);

      assert.deepEqual(operations(restore), ['PutBucketVersioning']);
      assert.deepEqual(restore.plan.notes, []);
    });
  }

  it('says nothing of versioning that it does not put back', () => {
    assert.deepEqual(restoring({ policy: open }, { policy: closed }, [putPolicy]).plan.notes, []);
  });

  for (const [what, live, conflicts] of [
    ['as its call put it', closed, 0],
    ['as it was', open, 0],
    ['as neither', policy(), 1],
  ] as const) {
    it(`takes an interrupted mend's policy that is ${what} for ${conflicts === 0 ? 'its own' : "somebody's"}`, () => {
      const { conflicts: found } = planBucketRestore({
        before: bucket({ policy: open }),
        after: undefined,
        live: bucket({ policy: live }),
        made: [{ change: putPolicy, surely: false }],
      });

      assert.lengthOf(found, conflicts);
    });
  }

  it('takes for a later change what is as the call put it, and not as the mend had read it afterwards', () => {
    const { conflicts } = restoring({ policy: open }, { policy: policy() }, [putPolicy], { policy: closed });

    assert.deepEqual(conflicts, ['The policy has been changed since the mend.']);
  });

  const partner = allow({ Sid: 'Partner', Principal: { AWS: '444455556666' } });
  const role = allow({ Sid: 'Role', Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } });
  for (const [what, after, put, conflicts] of [
    ['as it put it', closed, putPolicy, 0],
    ['in other words of S3', closed.replaceAll(',', ', '), putPolicy, 0],
    ['with a statement more', policy(role, partner), putPolicy, 1],
    ['gone', null, putPolicy, 1],
    ['gone, as it deleted it', null, s3('DeleteBucketPolicy'), 0],
    ['there again, which it had deleted', policy(partner), s3('DeleteBucketPolicy'), 1],
    ['no JSON', '{', putPolicy, 1],
  ] as const) {
    it(`${conflicts === 0 ? 'takes for its own' : "takes for somebody's"} a policy that the mend itself read ${what}`, () => {
      assert.lengthOf(restoring({ policy: open }, { policy: after }, [put]).conflicts, conflicts);
    });
  }

  it('has no conflict of ACLs that had been disabled before the mend', () => {
    const { conflicts } = restoring({ ownership: 'BucketOwnerEnforced' }, { grants: [] }, [putAcl]);

    assert.deepEqual(conflicts, []);
  });

  for (const [what, surely, conflicts] of [
    ['was interrupted', false, 4],
    ['surely made its call', true, 0],
  ] as const) {
    it(`knows ${conflicts === 0 ? 'well' : 'not'} who switched Block Public Access on where the mend ${what}`, () => {
      const { conflicts: found } = planBucketRestore({
        before: bucket({ publicAccessBlock: allOff }),
        after: undefined,
        live: bucket({ publicAccessBlock: allOn }),
        made: [{ change: putBlock, surely }],
      });

      assert.lengthOf(found, conflicts);
    });
  }
});
