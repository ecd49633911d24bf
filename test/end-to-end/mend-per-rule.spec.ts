import { GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Fault } from '../../local/faults.ts';
import { auditorsPolicy, createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline } from './support/requests.ts';
import { toldOfMends } from './support/told.ts';

const access = 's3-bucket-public-access';
const versioning = 's3-bucket-versioning';
const denied: Fault = { kind: 'error', code: 'AccessDenied', message: 'Access Denied', status: 403 };

describe('A bucket that several rules ask for, one of which AWS refuses, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({ open: true, rules: [access, versioning] });
    // The buckets of the deployment itself are mended by now.
    await pipeline.drain();
  });
  after(() => pipeline.stop());

  it('is done with for the other rule: its message is deleted, and only the refused one is dead-lettered', async () => {
    const { account, slack } = pipeline;
    await pipeline.record(false);
    const bucket = await createBucket(account, 'half-refused', { policy: sharedPolicy('half-refused') });
    await pipeline.record(true);
    await account.settled();
    await pipeline.record(false);
    const asked = pipeline.queued(bucket).map(({ rule }) => rule);
    account.faults.inject({
      operation: 'PutBucketVersioning',
      when: (call) => byPipeline(call) && call.path.includes(bucket),
      fault: denied,
    });

    const answer = await pipeline.drain();

    assert.sameMembers(asked, [access, versioning]);
    assert.deepEqual(answer, drained(2, { 'partly-mended': 1 }));
    assert.deepEqual(await policyOf(account, bucket), auditorsPolicy(bucket));
    const s3 = new S3Client(account.clientConfig());
    assert.isUndefined((await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status);
    assert.deepEqual(pipeline.queued(), []);
    const letters = pipeline.deadLetters().filter(({ body }) => body.includes(bucket));
    assert.lengthOf(letters, 1);
    assert.include(letters[0]?.body, `"rule":"${versioning}"`);
    assert.equal(letters[0]?.code, 'CHANGE_DENIED');
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Partly mended']);
    const told = slack.messages
      .map((message) => JSON.stringify(message))
      .find((text) => /Partly mended/.test(text) && text.includes(bucket));
    assert.include(told, `Done: ${access}. Not done: ${versioning}.`);
    const [entry] = await ledgerOf(pipeline, bucket);
    assert.equal(entry?.at(-1)?.actions[0]?.outcome, 'partly-mended');
  });
});
