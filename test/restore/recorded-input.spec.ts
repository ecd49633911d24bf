import { assert } from 'chai';
import * as v from 'valibot';
import type { Change } from '../../contract/plan.ts';
import { findMend } from '../../restore/find-action.ts';
import { changesMade, rulesOf } from '../../restore/made-change.ts';
import { recordedInput } from '../../restore/recorded-input.ts';
import { identityOf } from '../../rules/instruct.ts';
import { accountBlock, noneOn } from '../support/account-blocks.ts';
import { assertFails } from '../support/assert-fails.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { bucket } from '../support/buckets.ts';
import { action, actionId, entry, entryId, restoring } from '../support/restore.ts';

const call = (operation: string, input: Change['input']): Change => ({ service: 'ec2', operation, input });
const planOf = (change: Change) => ({ plan: { changes: [change], before: [], after: [], notes: [] }, calls: [change] });

describe('what a ledger says of a call', () => {
  it('is read where it has the form of the call', () => {
    assert.deepEqual(recordedInput(v.object({ GroupId: v.string() }), call('X', { GroupId: 'sg-1' })), {
      GroupId: 'sg-1',
    });
  });

  for (const [what, change] of [
    ['no rules that were modified', call('ModifySecurityGroupRules', { GroupId: 'sg-1' })],
    ['rules that were modified and have no id', call('ModifySecurityGroupRules', { SecurityGroupRules: [{}] })],
  ] as const) {
    it(`is refused where it names ${what}: nobody knows what to put back`, () => {
      assertFails(() => changesMade([planOf(change)]), 'RESTORE_REFUSED', 'ec2:ModifySecurityGroupRules');
    });
  }

  it('is refused where it names no permissions that were revoked', () => {
    const [made] = changesMade([planOf(call('RevokeSecurityGroupIngress', { GroupId: 'sg-1', IpPermissions: 'all' }))]);
    if (made === undefined) assert.fail('nothing was made');

    assertFails(() => rulesOf(made), 'RESTORE_REFUSED', 'ec2:RevokeSecurityGroupIngress');
  });
});

describe('a record whose state is of another resource than it names', () => {
  const other = bucket({ id: 'payroll', arn: 'arn:aws:s3:::payroll' });

  for (const [what, records] of [
    ['its own', [action({ before: other })]],
    [
      'that of an action that went on with it',
      [action(), action({ id: `${entryId}.1`, continues: actionId, before: other })],
    ],
    [
      'the resource of an action that went on with it',
      [
        action(),
        action({
          id: `${entryId}.1`,
          continues: actionId,
          resource: { ...action().resource, accountId: '999999999999' },
        }),
      ],
    ],
  ] as const) {
    it(`is not restored, be it ${what}`, async () => {
      const { message, ids } = await assertRejects(
        findMend(actionId, restoring([entry([...records])]).deps),
        'RESTORE_REFUSED',
      );

      const id = records.at(-1)?.id ?? '';
      assert.equal(
        message,
        `the ledger has the state of another resource under ${id} than of holiday-photos: a person has to put it back`,
      );
      assert.deepEqual(ids, { action: id, resourceId: 'holiday-photos' });
    });
  }

  it('is restored where another region went on with what an account has once', async () => {
    const [here, there] = [accountBlock(noneOn), { ...accountBlock(noneOn), region: 'us-east-1' }];
    const records = [
      action({ resource: identityOf(here), before: here }),
      action({ id: `${entryId}.1`, continues: actionId, resource: identityOf(there), before: there }),
    ];

    const found = await findMend(actionId, restoring([entry(records)]).deps);

    assert.lengthOf(found.actions, 2);
  });

  it('is restored where all of it is of one', async () => {
    const { actions } = await findMend(
      actionId,
      restoring([entry([action(), action({ id: `${entryId}.1`, continues: actionId })])]).deps,
    );

    assert.lengthOf(actions, 2);
  });
});
