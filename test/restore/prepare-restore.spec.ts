import { assert } from 'chai';
import { findMend, leftBy } from '../../restore/find-action.ts';
import { prepareRestore } from '../../restore/prepare-restore.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { carryOutRestore } from '../../restore/carry-out-restore.ts';
import { allOff, bucket, policy } from '../support/buckets.ts';
import { action, actionId, entry, open, restoring } from '../support/restore.ts';

const laterId = '20261120T080001Z-00000000';
const half = policy({ Sid: 'Half', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' });
const call = { service: 's3', operation: 'PutBucketPolicy' } as const;
const of = { Bucket: 'holiday-photos', ExpectedBucketOwner: '111122223333' };
const put = { ...call, input: { ...of, Policy: half } };
const { outcome, after, ...unfinished } = action();
/** A mend in two passes: the first made half of it, and the second, begun within the same second, went on. */
const first = entry([{ ...unfinished, plan: { ...unfinished.plan, changes: [put] }, calls: [call] }]);
const second = entry([action({ id: `${laterId}.0`, continues: actionId, before: bucket({ policy: half }) })], {
  id: laterId,
  startedAt: '2026-11-20T08:00:00.700Z',
});

describe('finding the mend to undo', () => {
  for (const [what, id] of [
    ['the action that began it', actionId],
    ['one that went on with it', `${laterId}.0`],
  ] as const) {
    it(`goes back to the state before all of it, by ${what}`, async () => {
      const { mend, restore } = await prepareRestore(id, restoring([first, second]).deps);

      assert.equal(mend.first.id, actionId);
      assert.deepEqual(
        mend.actions.map((one) => one.id),
        [actionId, `${laterId}.0`],
      );
      assert.deepEqual([outcome, leftBy(mend)], ['mended', after]);
      assert.deepEqual(
        restore.plan.changes.map(({ input }) => input['Policy']),
        [open],
      );
      assert.deepEqual(restore.conflicts, []);
    });
  }

  it('puts nothing back of a mend that was refused before its first call', async () => {
    const { after: _, ...begun } = action({ calls: [], outcome: 'refused', untouched: true });
    const made = restoring([entry([begun])], bucket({ policy: half }));

    const { restore } = await prepareRestore(actionId, made.deps);

    assert.deepEqual([restore.plan.changes, restore.conflicts], [[], []]);
  });

  it('leaves out of a mend what would have gone on with it and was refused', async () => {
    const { after: _, ...stopped } = action({
      id: `${laterId}.0`,
      continues: actionId,
      before: bucket({ policy: null }),
      calls: [],
      outcome: 'refused',
      untouched: true,
    });
    const refused = entry([stopped], { id: laterId, startedAt: '2026-11-20T08:01:00.000Z' });

    const { mend, restore } = await prepareRestore(actionId, restoring([entry([action()]), refused]).deps);

    assert.deepEqual(
      mend.actions.map(({ id }) => id),
      [actionId],
    );
    assert.deepEqual(
      restore.plan.changes.map(({ input }) => input['Policy']),
      [open],
    );
    assert.deepEqual(restore.conflicts, []);
  });

  const partner = policy({ Sid: 'Partner', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' });
  const narrowed = policy({ Sid: 'Narrowed', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' });
  const interrupted = { ...unfinished, plan: { ...unfinished.plan, changes: [put] } };
  const wentOn = (found: string) =>
    entry(
      [
        action({
          id: `${laterId}.0`,
          continues: actionId,
          before: bucket({ policy: found }),
          plan: { ...unfinished.plan, changes: [{ ...call, input: { ...of, Policy: narrowed } }] },
          calls: [call],
          after: bucket({ policy: narrowed }),
        }),
      ],
      { id: laterId, startedAt: '2026-11-20T08:01:00.000Z' },
    );

  it('does not lose in silence what somebody changed between an interrupted mend and what went on with it', async () => {
    const made = restoring([entry([{ ...interrupted, calls: [] }]), wentOn(partner)], bucket({ policy: narrowed }));

    const { restore } = await prepareRestore(`${laterId}.0`, made.deps);

    assert.deepEqual(restore.conflicts, ['The policy was changed by somebody else while the mend was under way.']);
  });

  it('has no conflict where all is as before already', async () => {
    const made = restoring([entry([{ ...interrupted, calls: [] }]), wentOn(partner)], bucket({ policy: open }));

    const { restore } = await prepareRestore(actionId, made.deps);

    assert.deepEqual([restore.plan.changes, restore.conflicts], [[], []]);
  });

  for (const [what, found] of [
    ['found it', open],
    ['put it', half],
  ] as const) {
    it(`has no conflict where the interrupted mend's policy was still as it had ${what}`, async () => {
      const made = restoring([entry([{ ...interrupted, calls: [] }]), wentOn(found)], bucket({ policy: narrowed }));

      const { restore } = await prepareRestore(`${laterId}.0`, made.deps);

      assert.deepEqual(restore.conflicts, []);
      assert.equal(restore.plan.changes[0]?.input['Policy'], open);
    });
  }

  it('goes back to what somebody changed before the mend had changed anything', async () => {
    const refused = entry([{ ...interrupted, calls: [{ ...call, error: 'SlowDown: later' }] }]);
    const made = restoring([refused, wentOn(partner)], bucket({ policy: narrowed }));

    const { restore } = await prepareRestore(actionId, made.deps);

    assert.deepEqual(restore.conflicts, []);
    assert.equal(restore.plan.changes[0]?.input['Policy'], partner);
  });

  it('switches on again what an earlier restore of it left off', async () => {
    const blocking = { ...allOff, blockPublicPolicy: true };
    const mended = action({
      before: bucket({ policy: open, publicAccessBlock: blocking }),
      after: bucket({ publicAccessBlock: blocking }),
    });
    const made = restoring([entry([mended])], bucket({ publicAccessBlock: blocking }));
    const shown = await prepareRestore(actionId, made.deps);
    made.hook = (step) => {
      if (step === 'PutPublicAccessBlock' && made.journal.includes('PutBucketPolicy')) throw new Error('throttled');
    };
    await carryOutRestore(shown, { exemptMs: 60_000, force: false }, made.deps);
    assert.deepEqual(made.kept.publicAccessBlock, allOff);
    const half = restoring([entry([mended]), ...made.writes.slice(-1)], made.kept);

    const { restore } = await prepareRestore(actionId, half.deps);

    assert.deepEqual(
      restore.plan.changes.map(({ operation }) => operation),
      ['PutPublicAccessBlock'],
    );
    assert.deepEqual(
      [restore.isRestored(made.kept), restore.isRestored(bucket({ policy: open, publicAccessBlock: blocking }))],
      [false, true],
    );
  });

  it('counts as unfinished the restores since the last that was done', async () => {
    const restores = (['failed', 'restored', 'partly-restored', undefined] as const).map((outcome_, at) => {
      const { outcome: _mended, ...rest } = action({ id: `20261120T09000${at}Z-00000000.0`, restores: actionId });
      return entry([{ ...rest, ...(outcome_ === undefined ? {} : { outcome: outcome_ }) }]);
    });
    const of = async (given: typeof restores) => {
      const { unfinished: found } = await findMend(actionId, restoring([entry(), ...given]).deps);
      return found.map(({ outcome: one }) => one);
    };

    assert.deepEqual(await of(restores), ['partly-restored', undefined]);
    assert.deepEqual(await of(restores.slice(0, 2)), []);
    assert.deepEqual(await of(restores.slice(2)), ['partly-restored', undefined]);
  });

  it('says what of the ledger it could not take into account', async () => {
    const { deps } = restoring();
    const lost = { key: 'actions/2026/11/20/x.json', reason: 'it is not JSON' };

    const { unread } = await findMend(actionId, {
      ...deps,
      history: () => Promise.resolve({ entries: [], unreadable: [lost] }),
    });

    assert.deepEqual(unread, [lost]);
  });

  it('reads the ledger from the mend on', async () => {
    const { deps } = restoring();
    const spans: unknown[] = [];
    const history: typeof deps.history = (span) => {
      spans.push(span);
      return deps.history(span);
    };

    await findMend(actionId, { ...deps, history });

    assert.deepEqual(spans, [{ since: new Date('2026-11-20T08:00:00Z'), until: new Date('2026-11-20T12:00:01Z') }]);
  });

  for (const [what, id, code, message] of [
    ['a word', 'last', 'USAGE', 'is no action such as'],
    ['an entry', '20261120T080000Z-00000001', 'USAGE', 'is no action such as'],
    ['what begins otherwise', 'x20261120T080000Z-00000001.0', 'USAGE', 'is no action such as'],
    ['what goes on', '20261120T080000Z-00000001.0x', 'USAGE', 'is no action such as'],
    [
      'the twelfth of an entry of one',
      '20261120T080000Z-00000001.12',
      'USAGE',
      'has no action 20261120T080000Z-00000001.12: see',
    ],
    ['an action that the entry has not', '20261120T080000Z-00000001.7', 'USAGE', 'see configmend history'],
  ] as const) {
    it(`takes ${what} for no action`, async () => {
      await assertRejects(prepareRestore(id, restoring().deps), code, message);
    });
  }

  it('does not undo a restore', async () => {
    const made = restoring([entry([action({ restores: '20261119T080000Z-00000001.0' })])]);

    const { ids } = await assertRejects(prepareRestore(actionId, made.deps), 'RESTORE_REFUSED', 'is a restore');

    assert.deepEqual(ids, { action: actionId });
  });

  it('undoes nothing of another account than that of the credentials', async () => {
    const { deps } = restoring();
    const caller = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/sam' };

    const preparing = prepareRestore(actionId, { ...deps, caller });

    await assertRejects(
      preparing,
      'RESTORE_REFUSED',
      'changed holiday-photos in account 111122223333, and the credentials are for 999988887777: give --role-name',
    );
  });

  it('goes by what AWS says of the credentials that a role gave', async () => {
    const { deps } = restoring();
    const caller = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/sam' };
    const acting = (accountId: string) => ({
      ...deps,
      caller,
      actingIn: () => Promise.resolve({ accountId, arn: `arn:aws:sts::${accountId}:assumed-role/operator/sam` }),
    });

    const { live } = await prepareRestore(actionId, acting('111122223333'));
    const wrong = prepareRestore(actionId, acting('444455556666'));

    assert.equal(live.id, 'holiday-photos');
    const words = 'the role that was assumed is arn:aws:sts::444455556666:';
    const { ids } = await assertRejects(wrong, 'RESTORE_REFUSED', words);
    assert.deepEqual(ids, { resourceId: 'holiday-photos', accountId: '111122223333', action: actionId });
  });

  it('calls accounts what people call them', async () => {
    const { deps } = restoring();
    const caller = { accountId: '999988887777', arn: 'arn:aws:iam::999988887777:user/sam' };
    const accountWords = (id: string) => `${id === caller.accountId ? 'tools' : 'shop'} (${id})`;

    const { ids } = await assertRejects(
      prepareRestore(actionId, { ...deps, caller, accountWords }),
      'RESTORE_REFUSED',
      'in account shop (111122223333), and the credentials are for tools (999988887777): give',
    );

    assert.deepEqual(ids, { resourceId: 'holiday-photos', accountId: '111122223333', action: actionId });
  });
});
