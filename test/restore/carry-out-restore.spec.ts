import { assert } from 'chai';
import * as v from 'valibot';
import { Failure } from '../../contract/failure.ts';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import { Notice } from '../../contract/notice.ts';
import { carryOutRestore, type RestoreResult } from '../../restore/carry-out-restore.ts';
import { prepareRestore } from '../../restore/prepare-restore.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { allOff, bucket, policy } from '../support/buckets.ts';
import { action, actionId, entry, open, type Restoring, restoring } from '../support/restore.ts';

const terms = { exemptMs: 24 * 3_600_000, force: false };

async function restore(made: Restoring, given: Partial<typeof terms> = {}): Promise<RestoreResult> {
  return carryOutRestore(await prepareRestore(actionId, made.deps), { ...terms, ...given }, made.deps);
}

/** Rejects one kind of step. */
const failing = (what: string, error: Error) => (step: string) => {
  if (step === what) throw error;
};

describe('carrying out a restore', () => {
  it('records, exempts, changes, completes the record and tells, in this order', async () => {
    const made = restoring();

    const result = await restore(made);

    assert.deepEqual(made.journal, ['open', 'exempt', 'PutBucketPolicy', 'close', 'tell']);
    assert.deepInclude(result, { outcome: 'restored', actionId: '20261120T120000Z-0000000f.0', warnings: [] });
    assert.equal(made.kept.policy, open);
  });

  it('is itself in the ledger, with what was there before it, for whom, and what came of it', async () => {
    const made = restoring();

    await restore(made);

    const [opened, closed] = made.writes;
    assert.deepInclude(opened, {
      id: '20261120T120000Z-0000000f',
      runId: 'restore-20261120T120000Z-0000000f',
      remediator: 's3-bucket',
      accountId: '111122223333',
      region: 'eu-west-1',
      startedAt: '2026-11-20T12:00:00.000Z',
    });
    for (const write of made.writes) assert.doesNotThrow(() => v.parse(LedgerEntry, write));
    const [before, after] = [opened?.actions[0], closed?.actions[0]];
    const { rules, severity, violations } = action();
    assert.deepInclude(before, { restores: actionId, actor: 'arn:aws:iam::111122223333:user/sam', before: bucket() });
    assert.deepInclude(before, { id: '20261120T120000Z-0000000f.0', rules, severity, violations });
    assert.deepEqual([before?.calls, before?.outcome, opened?.finishedAt], [[], undefined, undefined]);
    assert.deepInclude(after, { outcome: 'restored', after: bucket({ policy: open }), durationMs: 0 });
    assert.lengthOf(after?.calls ?? [], 1);
    assert.notProperty(after, 'failure');
    assert.isDefined(closed?.finishedAt);
  });

  it('tells who put back what, and until when it stays', async () => {
    const made = restoring();

    await restore(made);

    const [notice] = made.told;
    assert.doesNotThrow(() => v.parse(Notice, notice));
    assert.deepInclude(notice, {
      outcome: 'restored',
      restores: actionId,
      actor: 'arn:aws:iam::111122223333:user/sam',
      exemptUntil: '2026-11-21T12:00:00Z',
    });
    assert.include(notice?.rules ?? [], 's3-bucket-public-access');
  });

  it('changes nothing where it cannot be recorded', async () => {
    const made = restoring();
    made.hook = failing('open', new Failure('SNAPSHOT_FAILED', 'AccessDenied'));

    await assertRejects(restore(made), 'SNAPSHOT_FAILED');

    assert.deepEqual(made.journal, []);
  });

  it('changes nothing where it cannot be exempted, and says so in the ledger', async () => {
    const made = restoring();
    made.hook = failing('exempt', new Failure('EXEMPTION_INVALID', 'it may last 1 day at most'));

    await assertRejects(restore(made), 'EXEMPTION_INVALID', '1 day');

    assert.deepEqual(made.journal, ['open', 'close']);
    assert.deepInclude(made.writes[1]?.actions[0], {
      outcome: 'failed',
      failure: 'nothing was changed, for want of an exemption: it may last 1 day at most',
    });
    assert.isNull(made.kept.policy);
  });

  it('refuses where others changed it since the mend, unless it is forced', async () => {
    const later = policy({ Sid: 'Later', Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' });
    const made = restoring([entry()], bucket({ policy: later }));

    const { message, ids } = await assertRejects(restore(made), 'RESTORE_REFUSED');
    assert.equal(message, 'The policy has been changed since the mend. --force puts back over it.');
    assert.deepEqual(ids, { resourceId: 'holiday-photos', action: actionId });
    assert.deepEqual(made.journal, []);

    await restore(made, { force: true });
    assert.equal(made.kept.policy, open);
  });

  it('refuses where the resource is no longer as it was shown, forced or not', async () => {
    const made = restoring();
    const shown = await prepareRestore(actionId, made.deps);
    made.kept = bucket({ policy: open });

    const begun = carryOutRestore(shown, { ...terms, force: true }, made.deps);

    const { message, ids } = await assertRejects(begun, 'RESTORE_REFUSED');
    assert.equal(message, 'holiday-photos has just changed, and so has what there is to do: look again');
    assert.deepEqual(ids, { resourceId: 'holiday-photos', action: actionId });
    assert.deepEqual(made.journal, []);
  });

  it('closes what it opened for a moment also where a call fails', async () => {
    const blocking = { ...allOff, blockPublicPolicy: true };
    const before = bucket({ policy: open, publicAccessBlock: blocking });
    const after = bucket({ publicAccessBlock: blocking });
    const made = restoring([entry([action({ before, after })])], after);
    made.hook = failing('PutBucketPolicy', awsError('MalformedPolicy'));

    const result = await restore(made);

    assert.deepEqual(made.journal, ['open', 'exempt', 'PutPublicAccessBlock', 'PutPublicAccessBlock', 'close', 'tell']);
    assert.deepEqual(made.kept, after);
    assert.equal(result.outcome, 'partly-restored');
    assert.include(result.failure?.message, 's3:PutBucketPolicy on holiday-photos failed: MalformedPolicy');
    assert.equal(made.told[0]?.failure?.code, 'CHANGE_FAILED');
  });

  it('has failed where its first call does, and opens nothing', async () => {
    const made = restoring();
    made.hook = failing('PutBucketPolicy', awsError('AccessDenied', { status: 403 }));

    const { outcome, calls } = await restore(made);

    assert.equal(outcome, 'failed');
    assert.deepInclude(calls[0], { error: 'AccessDenied: as AWS words it' });
    assert.deepInclude(made.writes[1]?.actions[0], {
      outcome: 'failed',
      failure: 'CHANGE_FAILED: s3:PutBucketPolicy on holiday-photos failed: AccessDenied: as AWS words it',
    });
  });

  for (const [what, step, warning] of [
    ['told', 'tell', 'Slack was not told: '],
    ['completed in the ledger', 'close', 'The ledger entry 20261120T120000Z-0000000f stays open: '],
  ] as const) {
    for (const [error, words] of [
      [new Failure('QUEUE_SEND_FAILED', 'no luck'), 'no luck'],
      [awsError('SlowDown', { status: 503 }), 'SlowDown: as AWS words it'],
    ] as const) {
      it(`succeeds where it cannot be ${what}, and says so: ${words}`, async () => {
        const made = restoring();
        made.hook = failing(step, error);

        const { outcome, warnings } = await restore(made);

        assert.equal(outcome, 'restored');
        assert.deepEqual(warnings, [`${warning}${words}`]);
      });
    }
  }

  it('is only partly restored where all calls succeeded and it is not as before all the same', async () => {
    const made = restoring();
    const applyIn = (): ReturnType<typeof made.deps.applyIn> => () => Promise.resolve('done');

    const shown = await prepareRestore(actionId, made.deps);
    const pauses: number[] = [];
    const pause = async (ms: number) => pauses.push(ms);
    const result = await carryOutRestore(shown, terms, { ...made.deps, applyIn, pause });

    assert.deepEqual(pauses, [300, 1000, 3000, 6000]);
    assert.deepInclude(result, { outcome: 'partly-restored', isConfirmed: false });
    const { id: resourceId, accountId, region } = bucket();
    assert.deepEqual(result.failure?.ids, { resourceId, accountId, region });
    assert.match(result.failure?.message ?? '', /it is not as before the mend all the same: look at holiday-photos/);
    assert.equal(made.writes[1]?.actions[0]?.outcome, 'partly-restored');
    assert.equal(made.told[0]?.outcome, 'partly-restored');
    assert.equal(made.told[0]?.failure?.code, 'CHANGE_FAILED');
  });

  it('says, to people as well, where all calls succeeded and it could not be read again', async () => {
    const made = restoring();
    const lost = made.deps.readerOf;
    const readerOf: typeof lost = (type, where) =>
      made.journal.includes('PutBucketPolicy')
        ? { read: () => Promise.reject(awsError('AccessDenied', { status: 403 })) }
        : lost(type, where);

    const shown = await prepareRestore(actionId, made.deps);
    const result = await carryOutRestore(shown, terms, { ...made.deps, readerOf });

    const note = 'All calls succeeded, but it could not be read again: look at holiday-photos.';
    assert.deepInclude(result, { outcome: 'restored', isConfirmed: false, warnings: [note] });
    assert.notProperty(made.writes[1]?.actions[0], 'after');
    assert.include(made.told[0]?.notes ?? [], note);
  });

  it('neither waits nor complains that it cannot be read again where a call failed', async () => {
    const made = restoring();
    const shown = await prepareRestore(actionId, made.deps);
    made.hook = failing('PutBucketPolicy', awsError('AccessDenied', { status: 403 }));
    const pauses: number[] = [];
    let reads = 0;
    const readerOf: typeof made.deps.readerOf = (type, where) =>
      reads++ === 0 ? made.deps.readerOf(type, where) : { read: () => Promise.reject(new Error('not now')) };

    const { outcome, warnings } = await carryOutRestore(shown, terms, {
      ...made.deps,
      readerOf,
      pause: async (ms) => pauses.push(ms),
    });

    assert.equal(reads, 2);
    assert.deepEqual([outcome, warnings, pauses], ['failed', [], []]);
  });

  for (const [what, seconds, durationMs] of [
    ['how long it took', 1, 1000],
    ['no time less than none, where the clock was set back', -1, 0],
  ] as const) {
    it(`records ${what}`, async () => {
      const made = restoring();
      const shown = await prepareRestore(actionId, made.deps);
      const begun = Date.parse('2026-11-20T12:00:00Z');
      const now = () => new Date(begun + (made.journal.includes('PutBucketPolicy') ? seconds * 1000 : 0));

      await carryOutRestore(shown, terms, { ...made.deps, now });

      assert.equal(made.writes[1]?.actions[0]?.durationMs, durationMs);
      assert.equal(made.writes[1]?.finishedAt, new Date(begun + seconds * 1000).toISOString());
    });
  }

  it('tells each of several conflicts', async () => {
    const logs = { targetBucket: 'logs', targetPrefix: '' };
    const policyPut = { service: 's3', operation: 'DeleteBucketPolicy', input: {} } as const;
    const logsPut = { service: 's3', operation: 'PutBucketLogging', input: {} } as const;
    const mended = action({
      plan: { changes: [policyPut, logsPut], before: [], after: [], notes: [] },
      calls: [policyPut, logsPut].map(({ service, operation }) => ({ service, operation })),
    });
    const made = restoring([entry([mended])], bucket({ policy: policy(), logging: logs }));

    const { message } = await assertRejects(restore(made), 'RESTORE_REFUSED');

    assert.equal(
      message,
      'The policy has been changed since the mend. Access logging has been changed since the mend. --force puts back over it.',
    );
  });

  it('tries several times to close what it opened for a moment', async () => {
    const blocking = { ...allOff, blockPublicPolicy: true };
    const before = bucket({ policy: open, publicAccessBlock: blocking });
    const made = restoring(
      [entry([action({ before, after: bucket({ publicAccessBlock: blocking }) })])],
      bucket({ publicAccessBlock: blocking }),
    );
    let refusals = 2;
    made.hook = (step) => {
      if (step === 'PutPublicAccessBlock' && made.journal.includes('PutBucketPolicy') && refusals-- > 0) {
        throw awsError('InternalError', { status: 500 });
      }
    };

    const { outcome, calls } = await restore(made);

    assert.equal(outcome, 'restored');
    assert.lengthOf(calls, 5);
    assert.deepEqual(made.kept.publicAccessBlock, blocking);
  });
});
