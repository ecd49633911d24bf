import assert from 'node:assert/strict';
import { actionsOn, foundGroup, ingressOf, kept, mendsTold, opened, type Scenario } from './scenario.ts';

/** How the queue is worked, on moto's SQS. */
export const queueScenarios: readonly Scenario[] = [
  {
    name: 'a closed gate',
    async run(hybrid) {
      await hybrid.open(false);
      const id = await foundGroup(hybrid);

      const whileClosed = await hybrid.drain();

      assert.deepEqual(whileClosed, {});
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [opened, kept]);
      assert.ok((await hybrid.waiting()).length > 0, 'the instruction waits on moto');

      await hybrid.open(true);
      assert.deepEqual(await hybrid.drain(), { mended: 1 });
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
    },
  },
  {
    name: 'a message that nobody can read',
    async run(hybrid) {
      const id = await hybrid.send('{"version":1,"nonsense":true}');

      await hybrid.drain();

      const dead = await hybrid.waiting('dead letters');
      const told = dead.map(({ Body, MessageAttributes: attributes = {} }) => [
        Body,
        attributes['ReasonCode']?.StringValue,
        attributes['SourceMessageId']?.StringValue,
      ]);
      assert.deepEqual(told, [['{"version":1,"nonsense":true}', 'MESSAGE_INVALID', id]]);
      assert.equal((await hybrid.waiting()).length, 0, 'it is not in the queue any more');
    },
  },
  {
    name: 'instructions that come several times',
    async run(hybrid) {
      const id = await foundGroup(hybrid);
      const found = await hybrid.waiting();
      for (const { Body = '' } of found) for (let copy = 0; copy < 3; copy += 1) await hybrid.send(Body);

      const outcomes = await hybrid.drain();
      // As after a mend that AWS Config has not seen yet.
      for (const { Body = '' } of found) await hybrid.send(Body);
      const later = await hybrid.drain();

      assert.deepEqual([outcomes, later], [{ mended: 1 }, { 'nothing-to-do': 1 }]);
      assert.deepEqual(await ingressOf(hybrid.hub.ec2, id), [kept]);
      assert.equal((await actionsOn(hybrid, id)).length, 1, 'the ledger has one mend');
      assert.deepEqual(mendsTold(hybrid, id), ['Mended']);
      assert.deepEqual(await hybrid.waiting(), []);
    },
  },
];
