import { assert } from 'chai';
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
});
