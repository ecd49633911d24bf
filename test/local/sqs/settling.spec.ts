import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  MessageNotInflight,
  ReceiptHandleIsInvalid,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

const hours = 3_600_000;

describe('settling messages of the local SQS', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  const remove = (ReceiptHandle: string): Promise<unknown> =>
    served.sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle }));
  const hide = (ReceiptHandle: string, VisibilityTimeout: number): Promise<unknown> =>
    served.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout }));

  describe('deleting', () => {
    it('deletes a message in flight, and a second time without error', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne();

      await remove(ReceiptHandle);
      await remove(ReceiptHandle);

      assert.deepEqual(await queue.counts(), [0, 0, 0]);
    });

    it('deletes by the latest handle after the timeout, while nobody has received it again', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 5 });
      served.clock.advance(6000);

      await remove(ReceiptHandle);

      assert.deepEqual(await queue.counts(), [0, 0, 0]);
    });

    it('succeeds by a stale handle and deletes nothing', async () => {
      await queue.send('x');
      const stale = await queue.receiveOne({ VisibilityTimeout: 5 });
      served.clock.advance(6000);
      const latest = await queue.receiveOne();

      await remove(stale.ReceiptHandle);

      assert.notEqual(stale.ReceiptHandle, latest.ReceiptHandle);
      assert.deepEqual(await queue.counts(), [0, 1, 0]);
    });

    it('refuses what is no handle, and a handle of another queue', async () => {
      const other = await createTestQueue(served.sqs, 'other');
      await other.send('x');
      const { ReceiptHandle } = await other.receiveOne();

      for (const handle of ['made up', ReceiptHandle]) {
        assert.instanceOf(await refusalOf(remove(handle)), ReceiptHandleIsInvalid);
      }
      assert.deepEqual(await other.counts(), [0, 1, 0]);
    });

    it('deletes what it can of a batch and reports the rest by id', async () => {
      await queue.sendMany(2);
      const [first, second] = await queue.receive();

      const answer = await served.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queue.url,
          Entries: [
            { Id: 'a', ReceiptHandle: first?.ReceiptHandle },
            { Id: 'b', ReceiptHandle: 'made up' },
            { Id: 'c', ReceiptHandle: second?.ReceiptHandle },
          ],
        }),
      );

      assert.deepEqual(answer.Successful, [{ Id: 'a' }, { Id: 'c' }]);
      assert.deepEqual(
        answer.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
        [['b', 'ReceiptHandleIsInvalid', true]],
      );
      assert.deepEqual(await queue.counts(), [0, 0, 0]);
    });

    it('refuses a whole batch that names an id twice', async () => {
      const entry = { Id: 'a', ReceiptHandle: 'made up' };
      const call = new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries: [entry, entry] });

      await assertRefused(served.sqs.send(call), 'BatchEntryIdsNotDistinct');
    });
  });

  describe('changing visibility', () => {
    it('makes a message visible at once by 0', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 600 });

      await hide(ReceiptHandle, 0);

      assert.deepEqual(await queue.counts(), [1, 0, 0]);
    });

    it('counts the new timeout from now', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 10 });
      served.clock.advance(8000);

      await hide(ReceiptHandle, 10);
      served.clock.advance(9999);
      assert.deepEqual(await queue.counts(), [0, 1, 0]);
      served.clock.advance(1);

      assert.deepEqual(await queue.counts(), [1, 0, 0]);
    });

    it('refuses a message that is visible again, and leaves it visible', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 5 });
      served.clock.advance(5000);

      assert.instanceOf(await refusalOf(hide(ReceiptHandle, 60)), MessageNotInflight);

      assert.deepEqual(await queue.counts(), [1, 0, 0]);
    });

    it('passes over a message that is visible again, where that oddity is on', async () => {
      served.queues.oddities.silentLateVisibility = true;
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 5 });
      served.clock.advance(5000);

      await hide(ReceiptHandle, 60);

      assert.deepEqual(await queue.counts(), [1, 0, 0]);
    });

    it('refuses a deleted message and a stale handle', async () => {
      await queue.sendMany(2);
      const deleted = await queue.receiveOne();
      const stale = await queue.receiveOne({ VisibilityTimeout: 1 });
      await remove(deleted.ReceiptHandle);
      served.clock.advance(1000);
      await queue.receiveOne();

      for (const { ReceiptHandle } of [deleted, stale]) {
        await assertRefused(
          hide(ReceiptHandle, 60),
          'InvalidParameterValue',
          /not available for visibility timeout change/,
        );
      }
    });

    it('keeps a message from view for 12 hours from its receive at most', async () => {
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 43_200 });
      served.clock.advance(2 * hours);

      await assertRefused(hide(ReceiptHandle, 43_200), 'InvalidParameterValue', /Total VisibilityTimeout/);
      await assertRefused(hide(ReceiptHandle, 43_201), 'InvalidParameterValue', /Must be between/);
      await hide(ReceiptHandle, 36_000);

      served.clock.advance(10 * hours - 1);
      assert.deepEqual(await queue.counts(), [0, 1, 0]);
    });

    it('changes what it can of a batch, at once where an entry names no time', async () => {
      await queue.sendMany(2);
      const [first, second] = await queue.receive({ VisibilityTimeout: 600 });

      const answer = await served.sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queue.url,
          Entries: [
            { Id: 'a', ReceiptHandle: first?.ReceiptHandle },
            { Id: 'b', ReceiptHandle: 'made up', VisibilityTimeout: 5 },
            { Id: 'c', ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 5 },
          ],
        }),
      );

      assert.deepEqual(answer.Successful, [{ Id: 'a' }, { Id: 'c' }]);
      assert.deepEqual(
        answer.Failed?.map(({ Id, Code }) => [Id, Code]),
        [['b', 'ReceiptHandleIsInvalid']],
      );
      assert.deepEqual(await queue.counts(), [1, 1, 0]);
    });
  });
});
