import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { type PreparedRestore, prepareRestore } from '../../restore/prepare-restore.ts';
import { restoreExemptions } from '../../restore/restore-exemptions.ts';
import { restoredNotice } from '../../restore/restored-notice.ts';
import { identityOf } from '../../rules/instruct.ts';
import { bucket } from '../support/buckets.ts';
import { actionId, restoring } from '../support/restore.ts';

const told = { actor: 'arn:aws:iam::111122223333:user/sam', at: new Date('2026-11-20T12:00:00.250Z') };
const terms = {
  restoreId: 'r-1',
  resource: bucket(),
  owner: 'sam',
  actionId,
  created: new Date('2026-11-20T12:00:00Z'),
  ms: 3_600_000,
};

/** A restore with these lines. */
async function prepared(): Promise<PreparedRestore> {
  const made = await prepareRestore(actionId, restoring().deps);
  const plan = { changes: [], before: ['closed'], after: ['open'], notes: ['of the plan'] };
  return { ...made, restore: { ...made.restore, plan } };
}

describe('what people are told of a restore', () => {
  it('is what was put back, of what, by whom, and until when it stays', async () => {
    const parts = [{ sid: 'A' }, { sid: 'B' }].map((target) => ({ rule: 's3-bucket-public-access', target }));
    const exemptions = restoreExemptions([...parts, { rule: 's3-bucket-tls-only', target: {} }], terms);
    const restore = await prepared();

    const notice = restoredNotice(
      { actionId: 'r-1.0', outcome: 'restored', exemptions, calls: [], isConfirmed: true },
      ['not read'],
      restore,
      told,
    );

    assert.deepEqual(notice, {
      version: 1,
      kind: 'restored',
      outcome: 'restored',
      actionId: 'r-1.0',
      restores: actionId,
      resource: identityOf(bucket()),
      rules: ['s3-bucket-public-access', 's3-bucket-tls-only'],
      severity: 'critical',
      actor: told.actor,
      before: ['closed'],
      after: ['open'],
      notes: ['of the plan', 'not read'],
      exemptUntil: '2026-11-20T13:00:00Z',
      at: '2026-11-20T12:00:00.250Z',
    });
  });

  it('names no rule and no end where nothing is exempt', async () => {
    const notice = restoredNotice(
      { actionId: 'r-1.0', outcome: 'restored', exemptions: [], calls: [], isConfirmed: true },
      [],
      await prepared(),
      told,
    );

    assert.deepEqual(notice.rules, []);
    assert.notProperty(notice, 'exemptUntil');
    assert.notProperty(notice, 'failure');
  });

  it('is why it failed, cut to a line, and what to do next', async () => {
    const failure = new Failure('CHANGE_FAILED', 'x'.repeat(501));

    const notice = restoredNotice(
      { actionId: 'r-1.0', outcome: 'failed', exemptions: [], calls: [], isConfirmed: false, failure },
      [],
      await prepared(),
      told,
    );

    assert.deepEqual(notice.failure, {
      code: 'CHANGE_FAILED',
      message: 'x'.repeat(500),
      next: `Look at holiday-photos, then run configmend restore ${actionId} again.`,
    });
  });
});
