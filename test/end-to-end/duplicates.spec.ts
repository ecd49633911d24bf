import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import { auditorsPolicy, createBucket, policyOf, sharedPolicy } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import type { Pipeline } from './support/pipeline.ts';
import { sharedPipeline } from './support/shared-pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

describe('Instructions that come more than once, end to end', () => {
  let pipeline: Pipeline;
  let deadLetters: number;
  before(async () => {
    pipeline = await sharedPipeline();
    deadLetters = pipeline.deadLetters().length;
  });
  afterEach(() => {
    Object.assign(pipeline.account.services.sqs.oddities, { duplicateEvery: 0, reorder: false });
  });

  it('lead to one mend, one record and one message', async () => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0'), tcp(443, '0.0.0.0/0')]);
    await pipeline.account.settled();
    const [found] = pipeline.queued(id);
    if (found === undefined) assert.fail('nothing was queued');
    for (let copy = 0; copy < 4; copy++) await pipeline.send(found);
    await ec2Of(pipeline.account).send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'team', Value: 'a' }] }));
    await pipeline.account.settled();
    const ids = pipeline.queued(id).map((instruction) => instruction.id);

    const answer = await pipeline.drain();

    assert.deepEqual(
      ids,
      Array.from({ length: 6 }, () => found.id),
      'the same violation has the same id',
    );
    assert.deepEqual(answer, drained(6, { mended: 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 443 0.0.0.0/0']);
    assert.lengthOf(await ledgerOf(pipeline, id), 1);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    assert.deepEqual(pipeline.queued(), []);
    assert.lengthOf(pipeline.deadLetters(), deadLetters);
  });

  it('are passed over in silence once the resource is mended', async () => {
    const id = await createGroup(pipeline.account, [tcp(3389, '0.0.0.0/0')]);
    await pipeline.account.settled();
    const [found] = pipeline.queued(id);
    if (found === undefined) assert.fail('nothing was queued');
    await pipeline.drain();
    await pipeline.send(found);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.lengthOf(await ledgerOf(pipeline, id), 1);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('do no harm when SQS delivers all of them twice and out of order', async () => {
    const { account } = pipeline;
    Object.assign(account.services.sqs.oddities, { duplicateEvery: 1, reorder: true });
    const groups: string[] = [];
    for (let n = 0; n < 6; n++) {
      groups.push(await createGroup(account, [tcp(22, ['0.0.0.0/0', 'temp'], '10.0.0.0/8')]));
    }
    const bucket = await createBucket(account, 'delivered-twice', { policy: sharedPolicy('delivered-twice') });
    await account.settled();
    const waiting = pipeline.queued().length;

    await pipeline.drain();

    assert.equal(waiting, 14, 'every instruction is there twice');
    for (const id of groups) {
      assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
      assert.deepEqual(await ingressOf(account, id), ['tcp 22 10.0.0.0/8']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    }
    assert.deepEqual(changesOf(pipeline, bucket), ['PutBucketPolicy']);
    assert.deepEqual(await policyOf(account, bucket), auditorsPolicy(bucket));
    assert.deepEqual(toldOfMends(pipeline, bucket), ['Mended']);
    assert.deepEqual(pipeline.queued(), []);
    assert.lengthOf(pipeline.deadLetters(), deadLetters);
  });
});
