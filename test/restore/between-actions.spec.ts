import { assert } from 'chai';
import * as fc from 'fast-check';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { Change } from '../../contract/plan.ts';
import { BlockSetting, type PublicAccessBlock, type Resource } from '../../contract/resource.ts';
import { baseState } from '../../restore/base-state.ts';
import { blockConfiguration } from '../../restore/block-settings.ts';
import { leftBy } from '../../restore/find-action.ts';
import { changesMade } from '../../restore/made-change.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import type { RestorePlan } from '../../restore/restore-plan.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { applyToBucket } from '../support/bucket-simulator.ts';
import { allOff, allOn, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';

type Action = Pick<ActionRecord, 'before' | 'after' | 'plan' | 'calls'>;

/** What one action found and called; a mend that was interrupted recorded neither its calls nor, of itself, what it left. */
function action(before: Resource, changes: readonly Change[], after?: Resource, isInterrupted = false): Action {
  return {
    before,
    plan: { changes: [...changes], before: [], after: [], notes: [] },
    calls: isInterrupted ? [] : changes.map(({ service, operation }) => ({ service, operation })),
    ...(after === undefined ? {} : { after }),
  };
}

function restoreOf(live: Resource, first: Action, ...others: readonly Action[]): RestorePlan {
  const actions = [first, ...others];
  const { before, conflicts } = baseState(first, others);
  const after = leftBy({ actions }) ?? undefined;
  const restore = planRestore({ before, after, live, made: changesMade(actions) });
  return restore.plan.changes.length === 0 ? restore : { ...restore, conflicts: [...conflicts, ...restore.conflicts] };
}

const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const s3 = (operation: string, input: Record<string, unknown>): Change => ({
  service: 's3',
  operation,
  input: { ...of, ...input },
});
const statement = (Sid: string) =>
  policy({ Sid, Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::holiday-photos/*' });
const [original, mended, theirs] = [statement('Original'), statement('Mended'), statement('Theirs')];
const putPolicy = s3('PutBucketPolicy', { Policy: mended });
const putVersioning = s3('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } });
const start = bucket({ policy: original });
const enabled = { status: 'Enabled', mfaDelete: false } as const;
const somebody = 'The policy was changed by somebody else while the mend was under way.';

describe('a part of a bucket that somebody changes between two actions of a mend', () => {
  for (const isInterrupted of [false, true]) {
    it(`is not lost in silence where the later action leaves it alone, the first interrupted ${isInterrupted}`, () => {
      const found = bucket({ policy: theirs });
      const end = bucket({ policy: theirs, versioning: enabled });

      const restore = restoreOf(
        end,
        action(start, [putPolicy], undefined, isInterrupted),
        action(found, [putVersioning], end),
      );

      const known = isInterrupted ? [] : ['The policy has been changed since the mend.'];
      assert.deepEqual(restore.conflicts, [somebody, ...known]);
    });

    it(`is no conflict where nobody changed it, the first interrupted ${isInterrupted}`, () => {
      const found = bucket({ policy: mended });
      const end = bucket({ policy: mended, versioning: enabled });

      const restore = restoreOf(
        end,
        action(start, [putPolicy], undefined, isInterrupted),
        action(found, [putVersioning], end),
      );

      assert.deepEqual(restore.conflicts, []);
      assert.deepEqual(restore.leadsTo, { ...start, versioning: { ...enabled, status: 'Suspended' } });
    });
  }

  it('is not taken for what the interrupted action left, where that got its end from the one that went on', () => {
    const end = bucket({ policy: theirs, versioning: enabled });

    const restore = restoreOf(
      end,
      action(start, [putPolicy], end, true),
      action(bucket({ policy: theirs }), [putVersioning], end),
    );

    assert.deepEqual(restore.conflicts, [somebody]);
  });

  it('is not put over where the interrupted action had nothing to go on with', () => {
    const end = bucket({ policy: theirs });

    const restore = restoreOf(end, action(start, [putPolicy], end, true));

    assert.deepEqual(restore.conflicts, ['The policy has been changed since the mend.']);
  });

  it('is not looked for where S3 does not show it: an ACL while ACLs are disabled', () => {
    const grants = [ownerGrant, groupGrant('http://acs.amazonaws.com/groups/global/AllUsers')];
    const before = bucket({ grants });
    const putAcl = s3('PutBucketAcl', {
      AccessControlPolicy: {
        Grants: [
          { Grantee: { Type: 'CanonicalUser', ID: start.owner.id }, Permission: 'FULL_CONTROL' },
          { Grantee: { Type: 'CanonicalUser', ID: start.owner.id }, Permission: 'READ' },
        ],
        Owner: { ID: start.owner.id },
      },
    });
    const enforce = s3('PutBucketOwnershipControls', {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    const found = bucket({ ownership: 'BucketOwnerEnforced' });
    const end = { ...found, versioning: enabled };

    const { conflicts } = restoreOf(end, action(before, [putAcl, enforce]), action(found, [putVersioning], end));

    assert.deepEqual(conflicts, []);
  });

  it('is either given back as they left it, or refused, whatever the order', () => {
    const texts = fc.constantFrom<(string | null)[]>(original, theirs, statement('Other'), null);
    const parts = fc.constantFrom<(readonly Change[])[]>([putPolicy], [putVersioning], [putPolicy, putVersioning]);
    let refused = 0;
    fc.assert(
      fc.property(parts, parts, fc.option(texts, { nil: undefined }), fc.boolean(), (one, other, theirText, isLost) => {
        const half = isLost ? start : one.reduce(applyToBucket, start);
        const found = theirText === undefined ? half : { ...half, policy: theirText };
        const end = other.reduce(applyToBucket, found);
        const wasTouched = one.includes(putPolicy);

        const restore = restoreOf(end, action(start, one, undefined, isLost), action(found, other, end));

        const restored = restore.plan.changes.reduce(applyToBucket, end);
        if (restore.conflicts.length > 0) {
          refused++;
          assert.isTrue(wasTouched && theirText !== undefined, 'refused though nobody had changed it');
        } else if (theirText !== undefined && theirText !== half.policy && !(wasTouched && theirText === original)) {
          assert.strictEqual(restored.policy, theirText);
        } else assert.strictEqual(restored.policy, start.policy);
      }),
      { numRuns: 300 },
    );
    assert.isAbove(refused, 10);
  });
});

const settings = fc.record({
  blockPublicAcls: fc.boolean(),
  ignorePublicAcls: fc.boolean(),
  blockPublicPolicy: fc.boolean(),
  restrictPublicBuckets: fc.boolean(),
});
const someSettings = fc.subarray([...BlockSetting.options], { minLength: 1 });

function switchedOn(before: PublicAccessBlock, on: readonly BlockSetting[]): PublicAccessBlock {
  const after = { ...before };
  for (const setting of on) after[setting] = true;
  return after;
}

/** The block of a bucket and of an account, by the same tests. */
const kinds = [
  {
    what: 'a bucket',
    resource: (block: PublicAccessBlock): Resource => bucket({ publicAccessBlock: block }),
    put: (block: PublicAccessBlock): Change =>
      s3('PutPublicAccessBlock', { PublicAccessBlockConfiguration: blockConfiguration(block) }),
    blockOf: (resource: Resource): PublicAccessBlock | null =>
      resource.type === 'AWS::S3::Bucket' ? resource.publicAccessBlock : null,
  },
  {
    what: 'an account',
    resource: (block: PublicAccessBlock): Resource => accountBlock(block),
    put: (block: PublicAccessBlock): Change => ({
      service: 's3-control',
      operation: 'PutPublicAccessBlock',
      input: { AccountId: accountBlock(null).accountId, PublicAccessBlockConfiguration: blockConfiguration(block) },
    }),
    blockOf: (resource: Resource): PublicAccessBlock | null =>
      resource.type === 'AWS::S3::AccountPublicAccessBlock' ? resource.publicAccessBlock : null,
  },
] as const;

for (const { what, resource, put, blockOf } of kinds) {
  describe(`settings of the Block Public Access of ${what} that somebody changes between two actions of a mend`, () => {
    it('are given back as they left them, where it is known what the mend had done', () => {
      fc.assert(
        fc.property(settings, settings, someSettings, someSettings, (before, theirs_, first, second) => {
          const half = switchedOn(before, first);
          const end = switchedOn(theirs_, second);
          const one = action(resource(before), [put(half)]);
          const other = action(resource(theirs_), [put(end)], resource(end));

          const restore = restoreOf(resource(end), one, other);

          assert.deepEqual(restore.conflicts, []);
          const expected = { ...theirs_ };
          for (const setting of BlockSetting.options) {
            if (theirs_[setting] === half[setting]) expected[setting] = before[setting];
          }
          assert.deepEqual(blockOf(restore.leadsTo), expected);
        }),
        { numRuns: 300 },
      );
    });

    it('are refused where nobody knows whether it was they or the interrupted mend', () => {
      const one = action(resource(allOff), [put({ ...allOff, blockPublicAcls: true })], undefined, true);
      const found = resource({ ...allOff, blockPublicAcls: true });
      const other = action(found, [put(allOn)], resource(allOn));

      const { conflicts } = restoreOf(resource(allOn), one, other);

      assert.deepEqual(conflicts, [
        'It is not known whether the mend or somebody else switched on Block Public Access blockPublicAcls.',
      ]);
    });

    it('are known to be the mend’s where they were off still when it went on', () => {
      const one = action(resource(allOff), [put(allOn)], undefined, true);
      const other = action(resource(allOff), [put(allOn)], resource(allOn));

      const restore = restoreOf(resource(allOn), one, other);

      assert.deepEqual(restore.conflicts, []);
      assert.deepEqual(blockOf(restore.leadsTo), allOff);
    });
  });
}

describe('the Block Public Access of an account that somebody deletes between two actions of a mend', () => {
  it('is deleted again by the restore', () => {
    const { resource, put } = kinds[1];
    const one = action(resource({ ...allOff, blockPublicAcls: true }), [put(allOn)]);
    const other = action(accountBlock(null), [put(allOn)], accountBlock(allOn));

    const restore = restoreOf(accountBlock(allOn), one, other);

    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['DeletePublicAccessBlock'],
    );
  });
});

describe('the Block Public Access of a bucket that somebody deletes between two actions of a mend', () => {
  it('is deleted again by the restore', () => {
    const { resource, put } = kinds[0];
    const one = action(resource({ ...allOff, blockPublicAcls: true }), [put(allOn)]);
    const other = action(bucket({ unset: ['publicAccessBlock'] }), [put(allOn)], resource(allOn));

    const restore = restoreOf(resource(allOn), one, other);

    assert.deepEqual(restore.conflicts, []);
    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['DeletePublicAccessBlock'],
    );
  });
});
