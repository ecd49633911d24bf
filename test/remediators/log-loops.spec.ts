import { assert } from 'chai';
import type { Context } from '../../contract/context.ts';
import { bucketMend } from '../support/bucket-mend.ts';
import { bucket } from '../support/buckets.ts';
import { accountId, bucketIdentity, region } from '../support/instructions.ts';
import { judgeOf } from '../support/remediation.ts';

const rule = 's3-bucket-logging';
const versioning = 's3-bucket-versioning';
const { id } = bucketIdentity();
const start = bucket({ id, accountId, region, arn: `arn:aws:s3:::${id}` });
const judges = new Map([
  [rule, judgeOf(rule, { targetBucket: 'the-logs' })],
  [versioning, judgeOf(versioning)],
]);

/** A mend of the bucket where the target of its logs logs as given by now; the names that were asked for. */
function mending(loggingOf: NonNullable<Context['loggingOf']>) {
  const made = bucketMend(start, judges);
  const asked: (readonly string[])[] = [];
  made.reader.logChains = async (names) => {
    asked.push(names);
    return loggingOf;
  };
  return { made, asked };
}

describe('mending access logging', () => {
  it('closes no loop that has come about since it was queued, and says so', async () => {
    const { made } = mending(new Map([['the-logs', { targetBucket: id, targetPrefix: '' }]]));

    const outcomes = await made.mend(rule);

    assert.deepEqual(outcomes, [[id, 'failed']]);
    assert.notInclude(made.journal, 'PutBucketLogging');
    const [letter] = made.queue.deadLetters;
    assert.equal(letter?.code, 'UNMENDABLE');
    assert.include(letter?.message, `the logs of the-logs go to ${id}, so that each delivery of logs would be logged`);
  });

  it('mends where the logs of the target come back nowhere', async () => {
    const { made, asked } = mending(new Map([['the-logs', null]]));

    assert.deepEqual(await made.mend(rule), [[id, 'mended']]);
    assert.deepEqual(asked, [['the-logs']], 'the target is read before the mend, and not for a bucket that is logged');
  });

  it('reads no target where another rule asks', async () => {
    const { made, asked } = mending(new Map());

    await made.mend(versioning);

    assert.deepEqual(asked, []);
  });
});
