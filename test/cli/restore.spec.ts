import { assert } from 'chai';
import * as sinon from 'sinon';
import * as v from 'valibot';
import { restore, type RestoreOptions } from '../../cli/restore.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { printed } from '../support/cli.ts';
import { bucket, policy } from '../support/buckets.ts';
import { actionId, entry, open, type Restoring, restoring } from '../support/restore.ts';

async function run(made: Restoring, options: RestoreOptions = {}, answer = true) {
  const terminal = printed();
  const ask = sinon.fake.resolves(answer);
  const code = await restore(actionId, options, terminal, made.deps, ask);
  return { code, text: terminal.stdout.join('\n'), warnings: terminal.warnings.join('\n'), ask };
}

const movedOn = () => restoring([entry()], bucket({ policy: policy() }));
const Printed = v.object({
  action: v.string(),
  conflicts: v.array(v.string()),
  result: v.nullable(v.looseObject({ outcome: v.string(), actionId: v.string() })),
});

describe('configmend restore', () => {
  it('shows the diff, the calls and the exemption, asks, and puts it back', async () => {
    const made = restoring();

    const { code, text, ask } = await run(made, { exemptFor: 90 * 60_000 });

    assert.equal(code, 0);
    sinon.assert.calledOnceWithExactly(ask, 'Put holiday-photos back?');
    for (const part of [
      '- no policy',
      '+ Statement[0] "Everyone" allows everyone s3:GetObject',
      'Calls: s3:PutBucketPolicy',
      'Exempt for 90 min:',
      's3-bucket-public-access  sid Everyone',
      `holiday-photos is as before ${actionId}.`,
      'Recorded as 20261120T120000Z-0000000f.0.',
      'Exempt until 2026-11-20T13:30:00Z: restore-20261120t120000z-0000000f-0',
    ]) {
      assert.include(text, part);
    }
    assert.equal(made.kept.policy, open);
  });

  it('exempts for a day unless told otherwise, and does not ask with --yes', async () => {
    const { text, ask } = await run(restoring(), { yes: true });

    assert.include(text, 'Exempt for 24 h:');
    sinon.assert.notCalled(ask);
  });

  for (const [what, options, answer, made, expected] of [
    ['is only to be shown', { dryRun: true }, true, restoring(), 0],
    ['is only to be shown, moved on', { dryRun: true }, true, movedOn(), 2],
    ['is not wanted after all', {}, false, restoring(), 1],
    ['would lose a later change', { yes: true }, true, movedOn(), 2],
    ['has nothing to put back', { yes: true }, true, restoring([entry()], bucket({ policy: open })), 0],
  ] satisfies [string, RestoreOptions, boolean, Restoring, number][]) {
    it(`changes nothing where it ${what}, and exits ${expected}`, async () => {
      const before = made.kept;

      const { code } = await run(made, options, answer);

      assert.equal(code, expected);
      assert.deepEqual([made.journal, made.kept], [[], before]);
    });
  }

  it('says what would be lost, and how to see it', async () => {
    const { text, warnings } = await run(movedOn(), { yes: true });

    assert.include(text, 'The policy has been changed since the mend.');
    assert.include(warnings, 'see configmend history --resource holiday-photos, or give --force');
  });

  it('puts it back over a later change with --force', async () => {
    const made = movedOn();

    const { code } = await run(made, { yes: true, force: true });

    assert.deepEqual([code, made.kept.policy], [0, open]);
  });

  it('gives data with --json, and asks nothing', async () => {
    const { text, ask } = await run(restoring(), { json: true, yes: true });

    const { result, ...others } = v.parse(Printed, JSON.parse(text));
    assert.deepEqual(others, { action: actionId, conflicts: [] });
    assert.equal(result?.outcome, 'restored');
    sinon.assert.notCalled(ask);
    await assertRejects(run(restoring(), { json: true }), 'USAGE', 'give --yes, or --dry-run');
  });

  it('names the calls that failed, and exits with why', async () => {
    const made = restoring();
    made.hook = (step) => {
      if (step === 'PutBucketPolicy') throw awsError('AccessDenied', { status: 403 });
    };

    await assertRejects(run(made, { yes: true }), 'CHANGE_FAILED', 's3:PutBucketPolicy on holiday-photos failed');
  });

  it('does not call it restored where it is not as before all the same', async () => {
    const made = restoring();
    const applyIn = (): ReturnType<typeof made.deps.applyIn> => () => Promise.resolve('done');
    const terminal = printed();

    const run = restore(actionId, { yes: true }, terminal, { ...made.deps, applyIn });

    await assertRejects(run, 'CHANGE_FAILED', 'not as before the mend all the same');
    assert.include(terminal.stdout.join('\n'), 'holiday-photos is only partly put back.');
  });

  it('does not say that it is as before where it could not be read again', async () => {
    const made = restoring();
    const readerOf: typeof made.deps.readerOf = (type, where) =>
      made.journal.includes('PutBucketPolicy')
        ? { read: () => Promise.reject(awsError('AccessDenied', { status: 403 })) }
        : made.deps.readerOf(type, where);
    const terminal = printed();

    const code = await restore(actionId, { yes: true }, terminal, { ...made.deps, readerOf });

    assert.equal(code, 0);
    assert.notInclude(terminal.stdout.join('\n'), `holiday-photos is as before ${actionId}`);
    assert.include(terminal.warnings.join('\n'), 'it could not be read again');
  });

  it('says that Slack does not know of it', async () => {
    const made = restoring();
    made.hook = (step) => {
      if (step === 'tell') throw awsError('NotFound');
    };

    const { code, warnings } = await run(made, { yes: true });

    assert.equal(code, 0);
    assert.include(warnings, 'Slack was not told: NotFound');
  });

  it('takes a word for no action before it asks AWS anything', async () => {
    await assertRejects(restore('last', {}, printed()), 'USAGE', '"last" is no action such as');
  });
});
