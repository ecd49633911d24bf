import assert from 'node:assert/strict';
import { auditorOf, bucketState, denyHttp, twiceUnsoundBucket } from './bucket-state.ts';
import { hub } from './names.ts';
import { recordedBucket } from './recorded.ts';
import { actionsOn, instructionsOn, mendsTold, messagesAbout, reasonsOf, type Scenario } from './scenario.ts';
import { ofCall, refuses } from './troubles.ts';

const [access, versioning] = ['s3-bucket-public-access', 's3-bucket-versioning'];

export const halfRefusedScenario: Scenario = {
  name: 'a bucket that two rules ask for, one of which AWS refuses',
  async run(hybrid) {
    const { s3 } = hybrid.hub;
    const Bucket = await twiceUnsoundBucket(s3);
    const before = await bucketState(s3, Bucket);
    await hybrid.record(await recordedBucket(hybrid.hub, hub, Bucket));
    const asked = (await instructionsOn(hybrid, Bucket)).map(({ rule }) => rule);
    const denied = refuses('AccessDenied', 403, 's3');
    const struck = hybrid.way.meet(ofCall('PUT versioning', Bucket), denied, Number.POSITIVE_INFINITY);

    const outcomes = await hybrid.drain();

    assert.ok(struck() > 0);
    assert.deepEqual(asked.toSorted(), [access, versioning]);
    assert.deepEqual(outcomes, { 'partly-mended': 1 });
    const policy = { Version: '2012-10-17', Statement: [auditorOf(Bucket), denyHttp(Bucket)] };
    assert.deepEqual(await bucketState(s3, Bucket), { ...before, policy });
    const letters = (await hybrid.waiting('dead letters')).filter(({ Body = '' }) => Body.includes(Bucket));
    assert.equal(letters.length, 1, 'the instruction that is done with is none');
    assert.ok(letters[0]?.Body?.includes(`"rule":"${versioning}"`));
    assert.deepEqual(await reasonsOf(hybrid, Bucket), ['CHANGE_DENIED']);
    assert.deepEqual(mendsTold(hybrid, Bucket), ['Partly mended']);
    const told = messagesAbout(hybrid, Bucket).find((message) => message.includes('Partly mended'));
    assert.ok(told?.includes(`Done: ${access}. Not done: ${versioning}.`), told);
    assert.deepEqual(
      (await actionsOn(hybrid, Bucket)).map(({ outcome }) => outcome),
      ['partly-mended'],
    );
    assert.deepEqual(await hybrid.waiting(), []);
  },
};
