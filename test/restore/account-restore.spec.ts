import { assert } from 'chai';
import type { PublicAccessBlock } from '../../contract/resource.ts';
import { blockConfiguration } from '../../restore/block-settings.ts';
import { planAccountRestore } from '../../restore/account-restore.ts';
import { accountBlock, allOn, noneOn } from '../support/account-blocks.ts';

describe('restoring the Block Public Access of an account', () => {
  for (const [what, surely, after, conflicts] of [
    ['was interrupted', false, undefined, 4],
    ['surely made its call', true, undefined, 0],
    ['was interrupted, and what it left is known', false, accountBlock(allOn), 0],
  ] as const) {
    it(`has ${conflicts} conflicts about who switched it on where the mend ${what}`, () => {
      const put = {
        AccountId: accountBlock(null).accountId,
        PublicAccessBlockConfiguration: blockConfiguration(allOn),
      };

      const restore = planAccountRestore({
        before: accountBlock(noneOn),
        after,
        live: accountBlock(allOn),
        made: [{ change: { service: 's3-control', operation: 'PutPublicAccessBlock', input: put }, surely }],
      });

      assert.lengthOf(restore.plan.changes, 1);
      assert.lengthOf(restore.conflicts, conflicts);
    });
  }

  const { accountId: AccountId } = accountBlock(null);
  const halfOn = { ...noneOn, ignorePublicAcls: true, blockPublicPolicy: true };
  const restored = (before: PublicAccessBlock | null, live: PublicAccessBlock | null) =>
    planAccountRestore({
      before: accountBlock(before),
      after: accountBlock(halfOn),
      live: accountBlock(live),
      made: [
        {
          change: {
            service: 's3-control',
            operation: 'PutPublicAccessBlock',
            input: { AccountId, PublicAccessBlockConfiguration: blockConfiguration(halfOn) },
          },
          surely: true,
        },
      ],
    });

  it('switches off what the mend switched on, and lets be what others did', () => {
    const { plan, conflicts, leadsTo } = restored(noneOn, { ...halfOn, blockPublicAcls: true });

    const left = { ...noneOn, blockPublicAcls: true };
    const PublicAccessBlockConfiguration = blockConfiguration(left);
    assert.deepEqual(plan, {
      changes: [
        {
          service: 's3-control',
          operation: 'PutPublicAccessBlock',
          input: { AccountId, PublicAccessBlockConfiguration },
        },
      ],
      before: ['Block Public Access ignorePublicAcls: on', 'Block Public Access blockPublicPolicy: on'],
      after: ['Block Public Access ignorePublicAcls: off', 'Block Public Access blockPublicPolicy: off'],
      notes: [],
    });
    assert.isEmpty(conflicts);
    assert.deepEqual(leadsTo, accountBlock(left));
  });

  it('leaves an account that had set nothing with nothing set, unless others have set something', () => {
    const untouched = restored(null, halfOn);
    const touched = restored(null, { ...halfOn, restrictPublicBuckets: true });

    assert.deepEqual(untouched.plan.changes, [
      { service: 's3-control', operation: 'DeletePublicAccessBlock', input: { AccountId } },
    ]);
    assert.deepEqual(untouched.leadsTo, accountBlock(null));
    assert.deepInclude(touched.plan.changes[0], { operation: 'PutPublicAccessBlock' });
    assert.deepEqual(touched.leadsTo, accountBlock({ ...noneOn, restrictPublicBuckets: true }));
  });

  it('has nothing to do where all of it is off again', () => {
    for (const live of [null, noneOn, { ...noneOn, blockPublicAcls: true }]) {
      const { plan, leadsTo } = restored(noneOn, live);

      assert.deepEqual(plan, { changes: [], before: [], after: [], notes: [] });
      assert.deepEqual(leadsTo, accountBlock(live));
    }
  });

  it('puts back no more than had been switched on', () => {
    const { plan, isRestored } = restored({ ...noneOn, ignorePublicAcls: true }, halfOn);

    assert.deepEqual(plan.before, ['Block Public Access blockPublicPolicy: on']);
    for (const [settings, expected] of [
      [null, true],
      [noneOn, true],
      [{ ...allOn, blockPublicPolicy: false }, true],
      [{ ...noneOn, blockPublicPolicy: true }, false],
      [allOn, false],
    ] as const) {
      assert.equal(isRestored(accountBlock(settings)), expected);
    }
  });
});
