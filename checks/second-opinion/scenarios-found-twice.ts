import assert from 'node:assert/strict';
import { apiCallEvent, sam, sessionArn } from './api-call-event.ts';
import { bucketState, denyHttp, open, openByPolicy, soundBucket } from './bucket-state.ts';
import { recordedBucket, recordedGroup } from './recorded.ts';
import {
  actionsOn,
  createGroup,
  everywhere,
  ingressOf,
  inside,
  instructionsOn,
  kept,
  mendsTold,
  messagesAbout,
  type Scenario,
  tcp,
} from './scenario.ts';
import { authorise, pipeline } from './changes.ts';
import { hub } from './names.ts';
import { changesOf } from './troubles.ts';

const revoke = 'RevokeSecurityGroupIngress';

/** What the fast path finds upon a call, and AWS Config as well, or the fast path again. */
export const foundTwiceScenarios: readonly Scenario[] = [
  {
    name: 'the fast path, upon an event that comes twice',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(22, inside)]);
      await authorise(hybrid, pipeline, id, tcp(22, everywhere), 2);
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(changes(), [revoke]);
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      const events = (await actionsOn(hybrid, id)).map(({ trace }) => trace?.events.length);
      assert.deepEqual(events, [1], 'the ledger has one mend, of one event');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group that AWS Config finds once the fast path has had it mended',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(22, inside)]);
      await authorise(hybrid, pipeline, id, tcp(22, everywhere));
      const asOpened = await recordedGroup(hybrid.hub, hub, id);
      const changes = changesOf(hybrid, id);
      const first = await hybrid.drain();
      await hybrid.record(asOpened);
      const late = await instructionsOn(hybrid, id);

      const later = await hybrid.drain();

      assert.deepEqual([...new Set(late.map(({ evidence }) => evidence.source))], ['config']);
      assert.deepEqual([first, later], [{ mended: 1 }, { 'nothing-to-do': 1 }]);
      assert.deepEqual(changes(), [revoke]);
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      assert.equal((await actionsOn(hybrid, id)).length, 1, 'the ledger has one mend');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended'], 'nobody is told again');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a group that AWS Config and the fast path have found',
    async run(hybrid) {
      const { ec2 } = hybrid.hub;
      const id = await createGroup(ec2, [tcp(22, inside)]);
      await authorise(hybrid, pipeline, id, tcp(22, everywhere));
      await hybrid.record(await recordedGroup(hybrid.hub, hub, id));
      const found = await instructionsOn(hybrid, id);
      const changes = changesOf(hybrid, id);

      const outcomes = await hybrid.drain();

      assert.deepEqual([...new Set(found.map(({ evidence }) => evidence.source))].toSorted(), ['cloudtrail', 'config']);
      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(changes(), [revoke]);
      assert.deepEqual(await ingressOf(ec2, id), [kept]);
      const actors = (await actionsOn(hybrid, id)).map(({ actor }) => actor);
      assert.deepEqual(actors, [sessionArn(pipeline)], 'the ledger has one mend, and who it was');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.ok(mendOf(messagesAbout(hybrid, id)).includes('deploy-web/build-7'), 'people are told who it was');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
  {
    name: 'a bucket that AWS Config and the fast path have found',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      const bucket = await soundBucket(s3);
      const before = await bucketState(s3, bucket);
      await openByPolicy(s3, bucket, denyHttp(bucket));
      await hybrid.invoke('fast-path', apiCallEvent(sam, 's3', 'PutBucketPolicy', { bucketName: bucket }));
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));
      const found = await instructionsOn(hybrid, bucket);
      const changes = changesOf(hybrid, bucket);

      const outcomes = await hybrid.drain();

      assert.deepEqual([...new Set(found.map(({ evidence }) => evidence.source))].toSorted(), ['cloudtrail', 'config']);
      assert.deepEqual(outcomes, { mended: 1 });
      assert.deepEqual(changes(), ['PUT policy']);
      assert.deepEqual(await bucketState(s3, bucket), { ...before, block: open }, 'what the policy was before');
      const actors = (await actionsOn(hybrid, bucket)).map(({ actor }) => actor);
      assert.deepEqual(actors, [sessionArn(sam)]);
      assert.deepEqual(mendsTold(hybrid, bucket), ['Mended']);
      assert.ok(mendOf(messagesAbout(hybrid, bucket)).includes('developer/sam'), 'people are told who it was');
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];

/** The message that tells of the mend itself. */
function mendOf(messages: readonly string[]): string {
  return messages.find((message) => message.includes('"text":"Mended')) ?? '';
}
