import assert from 'node:assert/strict';
import { auditorOf, bucketState, denyHttp, putPolicy } from './bucket-state.ts';
import { calledByHand } from './called-by-hand.ts';
import { instructionsOn, mendsTold, type Scenario } from './scenario.ts';
import { changesOf, ofCall, refuses, withoutDelays } from './troubles.ts';
import { assertLogged, beyondGraceMs, logByHand, unloggedBucket } from './unlogged-bucket.ts';

/** They move time on, and have what is put off come at once on moto, where no time goes by. */
export const graceScenarios: readonly Scenario[] = [
  {
    name: 'people who have a bucket logged in its grace period',
    async run(hybrid) {
      const undelay = withoutDelays(hybrid);
      const { bucket, before } = await unloggedBucket(hybrid);
      await hybrid.coordinate();
      const logging = await logByHand(hybrid.hub.s3, bucket);
      const changes = changesOf(hybrid, bucket);
      await hybrid.pass(beyondGraceMs);

      const outcomes = await hybrid.drain();

      undelay();
      assert.deepEqual(outcomes, { 'nothing-to-do': 1 });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), { ...before, logging });
      assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended'], 'it ends in silence');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a grace period while it cannot be read who was told of what',
    async run(hybrid) {
      const undelay = withoutDelays(hybrid);
      const { bucket, before } = await unloggedBucket(hybrid);
      const denied = refuses('AccessDenied', 403, 's3');
      const struck = hybrid.way.meet(ofCall('GET', 'grace/state.json'), denied, Number.POSITIVE_INFINITY);
      await hybrid.pass(beyondGraceMs);

      const { outcomes } = await hybrid.coordinate();

      assert.ok(struck() > 0);
      assert.deepEqual(outcomes, {});
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), before);
      assert.deepEqual(mendsTold(hybrid, bucket), []);
      assert.equal((await instructionsOn(hybrid, bucket)).length, 1, 'it waits on moto');

      await assertLogged(hybrid, bucket, before);
      undelay();
      assert.deepEqual(mendsTold(hybrid, bucket), ['Mended']);
    },
  },
  {
    name: 'a remediator that is called by hand in a grace period',
    async run(hybrid) {
      const { bucket, before } = await unloggedBucket(hybrid);
      const [{ Body } = {}] = await hybrid.waiting();
      const changes = changesOf(hybrid, bucket);

      const answer = await calledByHand(hybrid, 's3-bucket', [{ MessageId: 'forged', ReceiptHandle: 'forged', Body }]);

      const detail = 'GRACE_NOT_OVER: the grace period is not over: nothing was changed';
      assert.deepEqual(answer, { results: [{ resourceId: bucket, outcome: 'refused', detail }] });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await bucketState(hybrid.hub.s3, bucket), before);
      assert.deepEqual(mendsTold(hybrid, bucket), []);

      await hybrid.pass(beyondGraceMs);
      await assertLogged(hybrid, bucket, before);
    },
  },
  {
    name: 'a bucket that takes plain HTTP as well, in the grace period of its logging',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const undelay = withoutDelays(hybrid);
      const { bucket, before } = await unloggedBucket(hybrid, async (Bucket) => {
        await putPolicy(s3, Bucket, auditorOf(Bucket));
      });

      const { outcomes } = await hybrid.coordinate();

      const policy = { Version: '2012-10-17', Statement: [auditorOf(bucket), denyHttp(bucket)] };
      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(await bucketState(s3, bucket), { ...before, policy }, 'the rule without grace has its mend');
      assert.deepEqual(mendsTold(hybrid, bucket).toSorted(), ['Mended', 'To be mended']);

      await hybrid.pass(beyondGraceMs);
      await assertLogged(hybrid, bucket, { ...before, policy });
      undelay();
    },
  },
];
