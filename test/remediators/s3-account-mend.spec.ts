import { assert } from 'chai';
import type { AccountBlock } from '../../contract/resource.ts';
import type { Apply } from '../../remediators/apply.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { accountBlock, accountIdentity, allOn } from '../support/account-blocks.ts';
import { awsError } from '../support/aws.ts';
import { accountId, batch, held, work } from '../support/instructions.ts';
import { judgeOf, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';

const ruleId = 's3-account-public-access-block';
const job = () =>
  batch([work(held({ resource: accountIdentity, rule: ruleId, remediator: 's3-account' }))], {
    remediator: 's3-account',
  });

/** The remediator of accounts over one account, whose settings S3 shows only some reads after they were put. */
function remediating(given: AccountBlock, staleReads = 0, refusal?: Error): Remediation {
  const remediator = remediatorOf('s3-account');
  if (remediator === undefined) assert.fail('no remediator of accounts');
  let stale = Infinity;
  const put: Apply = async (change) => {
    made.journal.push(change.operation);
    if (refusal !== undefined) throw refusal;
    stale = staleReads;
    return 'done';
  };
  const made = remediation([given], {
    remediator,
    judges: new Map([[ruleId, judgeOf(ruleId, { publicBuckets: 'none' })]]),
    apply: put,
  });
  const read = made.reader.read.bind(made.reader);
  made.reader.read = async (ids) => {
    if (stale === 0) made.live.set(accountId, accountBlock(allOn));
    else stale -= 1;
    return read(ids);
  };
  return made;
}

describe('mending the block of an account', () => {
  it('keeps what was there, puts the settings, verifies and tells', async () => {
    const made = remediating(accountBlock(null));

    const report = await made.runBatch(job());

    assert.deepEqual(outcomesOf(report), [[accountId, 'mended']]);
    const [opened, closed] = made.ledger.writes;
    assert.deepEqual(opened?.actions[0]?.before, accountBlock(null), 'never set, which is not the same as all off');
    assert.deepEqual(closed?.actions[0]?.after, accountBlock(allOn));
    const steps = made.journal.map((step) => step.split(' ')[0]);
    assert.deepEqual(steps, ['read', 'open', 'PutPublicAccessBlock', 'read', 'close', 'tell', 'delete']);
    const [notice] = made.topic.told;
    assert.deepInclude(notice, { kind: 'outcome', outcome: 'mended', rules: [ruleId] });
    assert.include(JSON.stringify(notice), 'Every public bucket of the account is cut off');
  });

  it('has nothing to do, and tells nobody, where another region was first', async () => {
    const made = remediating(accountBlock(allOn));

    assert.deepEqual(outcomesOf(await made.runBatch(job())), [[accountId, 'nothing-to-do']]);
    assert.deepEqual([made.ledger.writes, made.topic.told], [[], []]);
    assert.lengthOf(made.queue.deleted, 1);
  });

  it('waits until S3 shows the settings, which takes longer than with others', async () => {
    const made = remediating(accountBlock(null), 5);

    assert.deepEqual(outcomesOf(await made.runBatch(job())), [[accountId, 'mended']]);
    assert.deepEqual(made.pauses, [500, 1500, 3000, 5000, 10_000]);
    assert.lengthOf(
      made.journal.filter((step) => step === 'PutPublicAccessBlock'),
      1,
    );
  });

  it('does not claim as mended what S3 never shows', async () => {
    const made = remediating(accountBlock(null), Infinity);

    assert.deepEqual(outcomesOf(await made.runBatch(job())), [[accountId, 'partly-mended']]);
    assert.isAtMost(
      made.pauses.reduce((sum, ms) => sum + ms),
      60_000,
      'well within the time of the function',
    );
    assert.lengthOf(made.queue.retried, 1);
  });

  it("says that it is denied where an organisation's policy refuses, and changes nothing", async () => {
    const made = remediating(accountBlock(null), 0, awsError('AccessDenied', { status: 403 }));

    assert.deepEqual(outcomesOf(await made.runBatch(job())), [[accountId, 'failed']]);
    assert.deepEqual(
      made.queue.deadLetters.map(({ code }) => code),
      ['CHANGE_DENIED'],
    );
  });
});
