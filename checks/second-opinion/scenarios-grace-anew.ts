import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { bucketState, denyHttp, putPolicy } from './bucket-state.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedBucket } from './recorded.ts';
import { actionsOn, instructionsOn, mendsTold, type Scenario } from './scenario.ts';
import { dies, ofCall, withoutDelays } from './troubles.ts';
import { assertLogged, beyondGraceMs, logByHand, stopLogging, unloggedBucket } from './unlogged-bucket.ts';
import type { Trouble } from './way-to-moto.ts';

const minutes = (count: number): number => count * 60_000;

/** The same violation met more than once in its grace period. They move time on. */
export const graceAnewScenarios: readonly Scenario[] = [
  {
    name: 'a violation that is found again in its grace period',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const undelay = withoutDelays(hybrid);
      const { bucket } = await unloggedBucket(hybrid);
      const [end = ''] = await endsOf(hybrid, bucket);
      await hybrid.coordinate();

      await hybrid.pass(minutes(10));
      await putPolicy(s3, bucket, denyHttp(bucket));
      const before = await bucketState(s3, bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
      const found = await endsOf(hybrid, bucket);
      await hybrid.coordinate();
      const noted = await endsOf(hybrid, bucket);
      await hybrid.pass(minutes(10));

      await assertLogged(hybrid, bucket, before);
      undelay();
      assert.equal(found.length, 2);
      assert.ok(
        found.some((other) => other > end),
        'it was found with a later end',
      );
      assert.deepEqual([...new Set(noted)], [end], 'the first end holds');
      assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended', 'Mended']);
      assert.equal((await actionsOn(hybrid, bucket)).length, 1);
    },
  },
  {
    name: 'a violation that is ended and brought back in its grace period',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const undelay = withoutDelays(hybrid);
      const { bucket, before } = await unloggedBucket(hybrid);
      const [first = ''] = await endsOf(hybrid, bucket);
      await hybrid.coordinate();
      await logByHand(s3, bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));

      await hybrid.pass(minutes(18));
      await stopLogging(s3, bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
      const found = await endsOf(hybrid, bucket);
      await hybrid.coordinate();
      const noted = await endsOf(hybrid, bucket);
      await hybrid.pass(minutes(3));
      const { outcomes } = await hybrid.coordinate();
      const atFirstEnd = await bucketState(s3, bucket);
      await hybrid.pass(minutes(18));

      await assertLogged(hybrid, bucket, before);
      undelay();
      const [second, ...more] = found.filter((end) => end !== first);
      assert.deepEqual([[...new Set(noted)], more], [[second], []], 'it has an end of its own');
      assert.deepEqual([outcomes, atFirstEnd], [{}, before], 'the first end is none any more');
      assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended', 'To be mended', 'Mended']);
    },
  },
  {
    name: 'the death of a coordinator that has told of a grace period and not queued anew',
    async run(hybrid) {
      const { bucket, before } = await unloggedBucket(hybrid);
      const shown = hybrid.way.meet(ofCall('ReceiveMessage'), heldShortly, Number.POSITIVE_INFINITY);
      const deaths = hybrid.way.meet(ofCall('SendMessageBatch', bucket), dies(hybrid, 'coordinator', 'before'));
      const undelay = withoutDelays(hybrid);

      await assert.rejects(hybrid.coordinate());
      shown();
      await pause(holdSeconds * 1000);
      const waiting = await instructionsOn(hybrid, bucket);
      await hybrid.coordinate();
      const marks = (await instructionsOn(hybrid, bucket)).map(({ announced }) => announced);
      await hybrid.pass(beyondGraceMs);

      await assertLogged(hybrid, bucket, before);
      undelay();
      assert.equal(deaths(), 1);
      assert.deepEqual([waiting.map(({ announced }) => announced), marks], [[undefined], [true]], 'nothing is lost');
      assert.deepEqual(mendsTold(hybrid, bucket), ['To be mended', 'Mended']);
    },
  },
];

const holdSeconds = 2;

/** Whoever receives messages has them for seconds only: no time goes by on moto that would give back those of the dead. */
const heldShortly: Trouble = (forward, { body }) =>
  forward(body.replace(/"VisibilityTimeout":\d+/, `"VisibilityTimeout":${holdSeconds}`));

async function endsOf(hybrid: Hybrid, id: string): Promise<string[]> {
  return (await instructionsOn(hybrid, id)).map(({ notBefore }) => notBefore ?? '');
}
