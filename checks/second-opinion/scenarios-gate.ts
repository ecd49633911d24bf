import assert from 'node:assert/strict';
import { bucketState, openByPolicy, denyHttp, soundBucket } from './bucket-state.ts';
import { calledByHand } from './called-by-hand.ts';
import type { Hybrid } from './hybrid.ts';
import { hub } from './names.ts';
import { recordedBucket } from './recorded.ts';
import { foundGroup, ingressOf, instructionsOn, kept, mendsTold, opened, type Scenario } from './scenario.ts';
import { changesOf, ofCall, passes } from './troubles.ts';
import type { Trouble } from './way-to-moto.ts';

const refused = 'GATE_CLOSED: enable_auto_response is off: nothing was changed';
const unreadable = 'the gate /configmend/enable_auto_response cannot be read, so nothing is changed';

/** The gate is the local account's; what is kept from being read, taken and changed is moto's. */
export const gateScenarios: readonly Scenario[] = [
  {
    name: 'a gate that closes while a batch is on its way',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const queued = await instructionsOn(hybrid, id);
      const changes = changesOf(hybrid, id);
      // The coordinator has asked by then, and the remediator has yet to.
      const taken = hybrid.way.meet(ofCall('ReceiveMessage'), closesAfter(hybrid));

      const { outcomes } = await hybrid.coordinate();

      assert.equal(taken(), 1);
      assert.deepEqual(outcomes, { refused: 1 });
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
      assert.deepEqual(mendsTold(hybrid, id), []);
      assert.deepEqual(await instructionsOn(hybrid, id), queued, 'all of it is queued on moto, with its attempts');

      await assertMendedOnceOpen(hybrid, id);
    },
  },
  {
    name: 'a remediator of groups that is called by hand with the gate closed',
    async run(hybrid) {
      await hybrid.open(false);
      const id = await foundGroup(hybrid);

      await assertRefusedByHand(hybrid, 'security-group', id);

      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
      await assertMendedOnceOpen(hybrid, id);
    },
  },
  {
    name: 'a remediator of buckets that is called by hand with the gate closed',
    async run(hybrid) {
      const { s3 } = hybrid.hub;
      await hybrid.open(false);
      const bucket = await soundBucket(s3);
      await openByPolicy(s3, bucket, denyHttp(bucket));
      const before = await bucketState(s3, bucket);
      await hybrid.record(await recordedBucket(hybrid.hub, hub, bucket));

      await assertRefusedByHand(hybrid, 's3-bucket', bucket);

      assert.deepEqual(await bucketState(s3, bucket), before);
      await hybrid.open(true);
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
    },
  },
  {
    name: 'a gate that cannot be read',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const queued = await instructionsOn(hybrid, id);
      const changes = changesOf(hybrid, id);
      await hybrid.gate(undefined);
      const taken = hybrid.way.meet(ofCall('ReceiveMessage'), passes, Number.POSITIVE_INFINITY);

      await assert.rejects(hybrid.coordinate(), (error) => String(error).includes(unreadable));
      const received = taken();
      const byHand = await calledByHand(hybrid, 'security-group', await hybrid.hold());

      assert.equal(received, 0, 'nothing is taken from the queue on moto');
      assert.ok(JSON.stringify(byHand).includes('"outcome":"refused"'), JSON.stringify(byHand));
      for (const name of ['coordinator', 'remediator-security-group']) {
        assert.ok(hybrid.logged(name).join('\n').includes(unreadable), name);
      }
      assert.deepEqual(changes(), []);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
      assert.deepEqual(await instructionsOn(hybrid, id), queued);

      await assertMendedOnceOpen(hybrid, id);
    },
  },
  {
    name: 'a gate of other words than true',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const queued = await instructionsOn(hybrid, id);
      const changes = changesOf(hybrid, id);
      const taken = hybrid.way.meet(ofCall('ReceiveMessage'), passes, Number.POSITIVE_INFINITY);

      for (const word of ['TRUE', '1', 'yes', 'true ', 'false', ' ']) {
        await hybrid.gate(word);
        assert.deepEqual(await hybrid.drain(), {}, JSON.stringify(word));
      }

      assert.equal(taken(), 0, 'nothing is taken from the queue on moto');
      assert.deepEqual(changes(), []);
      assert.deepEqual(await instructionsOn(hybrid, id), queued);

      await assertMendedOnceOpen(hybrid, id);
    },
  },
];

const closesAfter =
  (hybrid: Hybrid): Trouble =>
  async (forward) => {
    const answer = await forward();
    await hybrid.open(false);
    return answer;
  };

/** It changes nothing, and what it was passed is at once to be seen again on moto, as it was. */
async function assertRefusedByHand(
  hybrid: Hybrid,
  remediator: 'security-group' | 's3-bucket',
  id: string,
): Promise<void> {
  const queued = await instructionsOn(hybrid, id);
  const changes = changesOf(hybrid, id);
  const held = await hybrid.hold();
  assert.deepEqual(await hybrid.waiting(), [], 'while it is held nobody sees it');

  const answer = await calledByHand(hybrid, remediator, held);

  assert.deepEqual(answer, { results: [{ resourceId: id, outcome: 'refused', detail: refused }] });
  assert.deepEqual(changes(), []);
  assert.deepEqual(mendsTold(hybrid, id), []);
  assert.ok(queued.length > 0 && queued.every(({ attempt }) => attempt === 0));
  assert.deepEqual(await instructionsOn(hybrid, id), queued);
}

async function assertMendedOnceOpen(hybrid: Hybrid, id: string): Promise<void> {
  await hybrid.open(true);
  assert.deepEqual(await hybrid.drain(), { mended: 1 });
  assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
}
