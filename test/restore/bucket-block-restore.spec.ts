import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { Bucket, PublicAccessBlock } from '../../contract/resource.ts';
import { planBucketRestore } from '../../restore/bucket-restore.ts';
import { blockConfiguration } from '../../restore/block-settings.ts';
import type { RestorePlan, UnfinishedRestore } from '../../restore/restore-plan.ts';
import {
  allOff,
  allOn,
  allow,
  allUsersUri,
  bucket,
  groupGrant,
  ownerGrant,
  policy,
  worldByRanges,
} from '../support/buckets.ts';

const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const s3 = (operation: string, input: Record<string, unknown> = {}): Change => ({
  service: 's3',
  operation,
  input: { ...of, ...input },
});
const put = (settings: PublicAccessBlock) =>
  s3('PutPublicAccessBlock', { PublicAccessBlockConfiguration: blockConfiguration(settings) });
const role = { AWS: 'arn:aws:iam::111122223333:role/a' };
const deletePolicy = s3('DeleteBucketPolicy');
const putAcl = s3('PutBucketAcl');
const blocking = (setting: keyof PublicAccessBlock): PublicAccessBlock => ({ ...allOff, [setting]: true });

function restoring(
  before: Partial<Bucket>,
  live: Partial<Bucket>,
  changes: readonly Change[],
  unfinished: readonly UnfinishedRestore[] = [],
): RestorePlan {
  return planBucketRestore({
    before: bucket(before),
    after: bucket({ ...before, ...live }),
    live: bucket({ ...before, ...live }),
    made: changes.map((change) => ({ change, surely: true })),
    unfinished,
  });
}
const operations = ({ plan }: RestorePlan): string[] => plan.changes.map(({ operation }) => operation);
const around = ['PutPublicAccessBlock', 'PutBucketPolicy', 'PutPublicAccessBlock'];

describe('a policy that is put back while Block Public Access blocks public ones', () => {
  for (const [what, text, expected] of [
    ['is public', policy(allow()), around],
    ['is public by one of its statements', policy(allow({ Principal: role }), allow()), around],
    ['cannot be read, and so may be public', '{', around],
    ['has a statement that cannot be read, and so may be public', policy(allow({ Principal: 7 })), around],
    ['allows nobody but a role', policy(allow({ Principal: role })), ['PutBucketPolicy']],
    ['allows ranges that are everyone only together', policy(worldByRanges), ['PutBucketPolicy']],
    ['only denies', policy(allow({ Effect: 'Deny' })), ['PutBucketPolicy']],
  ] as const) {
    it(`needs it off for a moment ${expected === around ? '' : 'not '}where it ${what}`, () => {
      const restore = restoring({ policy: text, publicAccessBlock: blocking('blockPublicPolicy') }, { policy: null }, [
        deletePolicy,
      ]);

      assert.deepEqual(operations(restore), [...expected]);
    });
  }

  it('needs nothing off where there had been none: it is deleted again', () => {
    const restore = restoring({ publicAccessBlock: blocking('blockPublicPolicy') }, { policy: policy(allow()) }, [
      s3('PutBucketPolicy', { Policy: policy(allow()) }),
    ]);

    assert.deepEqual(operations(restore), ['DeleteBucketPolicy']);
  });

  it('needs no other setting off', () => {
    for (const setting of ['blockPublicAcls', 'ignorePublicAcls', 'restrictPublicBuckets'] as const) {
      const restore = restoring({ policy: policy(allow()), publicAccessBlock: blocking(setting) }, { policy: null }, [
        deletePolicy,
      ]);

      assert.deepEqual(operations(restore), ['PutBucketPolicy']);
      assert.deepEqual(restore.closing, new Set());
    }
  });
});

describe('an ACL that is put back while Block Public Access blocks public ones', () => {
  const publicly = [ownerGrant, groupGrant(allUsersUri)];

  it('has it off for a moment, with all other settings as they are', () => {
    const restore = restoring(
      { grants: publicly, policy: policy(allow()), publicAccessBlock: allOn },
      { grants: [ownerGrant] },
      [putAcl],
    );

    const [first, acl, last] = restore.plan.changes;
    assert.deepEqual(first, put({ ...allOn, blockPublicAcls: false }));
    assert.equal(acl?.operation, 'PutBucketAcl');
    assert.deepEqual(last, put(allOn));
    assert.deepEqual([...restore.closing], [last]);
    assert.deepEqual(restore.plan.notes, [
      'blockPublicAcls is switched off for a moment: S3 would refuse what is put back.',
    ]);
    assert.deepEqual(restore.leadsTo.type === 'AWS::S3::Bucket' && restore.leadsTo.publicAccessBlock, allOn);
  });

  it('needs nothing off where it grants the public nothing', () => {
    const restore = restoring({ grants: [ownerGrant, groupGrant('x')], publicAccessBlock: allOn }, { grants: [] }, [
      putAcl,
    ]);

    assert.deepEqual(operations(restore), ['PutBucketAcl']);
  });
});

describe('Block Public Access that is put back', () => {
  it('is off in lines what was switched on, and off in the end', () => {
    const on = { ...allOff, blockPublicAcls: true, restrictPublicBuckets: true };
    const restore = restoring({}, { publicAccessBlock: on }, [put(on)]);

    assert.deepEqual(restore.plan, {
      changes: [put(allOff)],
      before: ['Block Public Access blockPublicAcls: on', 'Block Public Access restrictPublicBuckets: on'],
      after: ['Block Public Access blockPublicAcls: off', 'Block Public Access restrictPublicBuckets: off'],
      notes: [],
    });
    assert.deepEqual(restore.leadsTo, bucket());
    assert.deepEqual(
      [on, blocking('blockPublicAcls'), blocking('ignorePublicAcls'), allOff].map((publicAccessBlock) =>
        restore.isRestored(bucket({ publicAccessBlock })),
      ),
      [false, false, true, true],
    );
  });

  it('has no line for what is off again, and is no conflict where it is known what the mend left', () => {
    const on = { ...allOff, blockPublicAcls: true, restrictPublicBuckets: true };
    const restore = planBucketRestore({
      before: bucket(),
      after: bucket({ publicAccessBlock: on }),
      live: bucket({ publicAccessBlock: blocking('blockPublicAcls') }),
      made: [{ change: put(on), surely: false }],
    });

    assert.deepEqual(restore.plan.before, ['Block Public Access blockPublicAcls: on']);
    assert.deepEqual(restore.conflicts, []);
  });

  it('is put and not deleted where something is on still of what had never been set', () => {
    const restore = restoring(
      { unset: ['publicAccessBlock'] },
      { publicAccessBlock: { ...blocking('blockPublicAcls'), ignorePublicAcls: true } },
      [put(blocking('blockPublicAcls'))],
    );

    assert.deepEqual(restore.plan.changes, [put(blocking('ignorePublicAcls'))]);
  });

  it('is put and not deleted where only object ownership had never been set', () => {
    const restore = restoring({ unset: ['ownership'] }, { publicAccessBlock: allOn }, [put(allOn)]);

    assert.deepEqual(restore.plan.changes, [put(allOff)]);
  });

  it('is deleted by its name and owner where it had never been set', () => {
    const restore = restoring({ unset: ['publicAccessBlock'] }, { publicAccessBlock: allOn }, [put(allOn)]);

    assert.deepEqual(restore.plan.changes, [s3('DeletePublicAccessBlock')]);
  });
});

describe('what an earlier restore left off of Block Public Access', () => {
  const on = blocking('blockPublicPolicy');
  const text = policy(allow());
  const left = (settings: PublicAccessBlock): UnfinishedRestore => ({
    before: bucket({ publicAccessBlock: settings }),
    plan: { changes: [put(allOff), put(settings)], before: [], after: [], notes: [] },
  });

  it('is switched on again, and says so', () => {
    const restore = restoring(
      { policy: text, publicAccessBlock: on },
      { publicAccessBlock: allOff },
      [deletePolicy],
      [left(on)],
    );

    assert.deepEqual(restore.plan, {
      changes: [put(on)],
      before: ['Block Public Access blockPublicPolicy: off'],
      after: ['Block Public Access blockPublicPolicy: on'],
      notes: ['blockPublicPolicy was left off by an earlier restore, and is switched on again.'],
    });
    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(
      [restore.isRestored(bucket({ policy: text })), restore.isRestored(restore.leadsTo)],
      [false, true],
    );
  });

  it('is switched on again only after the policy has been put back, and then whatever happens', () => {
    const restore = restoring(
      { policy: text, publicAccessBlock: on },
      { policy: null, publicAccessBlock: allOff },
      [deletePolicy],
      [left(on)],
    );

    assert.deepEqual(operations(restore), ['PutBucketPolicy', 'PutPublicAccessBlock']);
    assert.deepEqual([...restore.closing], [put(on)]);
    assert.deepEqual(restore.plan.notes, [
      'blockPublicPolicy was left off by an earlier restore, and is switched on again.',
    ]);
  });

  it('stays off where the mend itself had switched it on', () => {
    const restore = restoring({ publicAccessBlock: allOff }, { publicAccessBlock: allOff }, [put(on)], [left(on)]);

    assert.deepEqual(restore.plan.changes, []);
  });

  it('is let be where somebody has switched it on again', () => {
    const restore = restoring({ publicAccessBlock: on }, {}, [deletePolicy], [left(on)]);

    assert.deepEqual(restore.plan, { changes: [], before: [], after: [], notes: [] });
  });
});
