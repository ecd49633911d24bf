import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  type SendMessageBatchRequestEntry,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { refusalOf } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';
import { until } from '../support/until.ts';

describe('a long poll at the local SQS', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  interface Poll {
    /** Bodies received, when the poll has ended. */
    readonly bodies: Promise<(string | undefined)[]>;
    readonly ended: () => boolean;
  }

  /** Starts a poll and returns when it waits at the queue. */
  const poll = async (WaitTimeSeconds = 20): Promise<Poll> => {
    let over = false;
    const arrived = served.arrival('ReceiveMessage');
    const bodies = queue
      .receive({ WaitTimeSeconds, VisibilityTimeout: 60 })
      .then((messages: Message[]) => messages.map(({ Body }) => Body))
      .finally(() => {
        over = true;
      });
    await arrived;
    return { bodies, ended: () => over };
  };

  it('ends empty after its time and not before', async () => {
    const { bodies, ended } = await poll();
    served.clock.advance(19_999);
    await queue.counts();
    assert.isFalse(ended());

    served.clock.advance(1);

    assert.deepEqual(await bodies, []);
  });

  it('waits as the queue says when the call does not', async () => {
    const patient = await createTestQueue(served.sqs, 'patient', { ReceiveMessageWaitTimeSeconds: '5' });
    const arrived = served.arrival('ReceiveMessage');
    const polling = served.sqs.send(new ReceiveMessageCommand({ QueueUrl: patient.url }));
    await arrived;

    await patient.send('now');

    assert.deepEqual(
      (await polling).Messages?.map(({ Body }) => Body),
      ['now'],
    );
  });

  it('wakes on an arrival while the clock stands still', async () => {
    const { bodies } = await poll();

    await queue.send('now');

    assert.deepEqual(await bodies, ['now']);
  });

  it('takes a batch whole', async () => {
    const { bodies } = await poll();
    const Entries = ['a', 'b', 'c'].map((body): SendMessageBatchRequestEntry => ({ Id: body, MessageBody: body }));

    await served.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));

    assert.deepEqual(await bodies, ['a', 'b', 'c']);
  });

  it('wakes on the very moment a visibility timeout runs out', async () => {
    await queue.send('again');
    await queue.receiveOne({ VisibilityTimeout: 10 });
    const { bodies, ended } = await poll();
    served.clock.advance(9999);
    await queue.counts();
    assert.isFalse(ended());

    served.clock.advance(1);

    assert.deepEqual(await bodies, ['again']);
  });

  it('wakes on the end of a delay', async () => {
    const { bodies } = await poll();
    await queue.send('late', { DelaySeconds: 3 });

    served.clock.advance(3000);

    assert.deepEqual(await bodies, ['late']);
  });

  it('wakes when a message in flight is given back', async () => {
    await queue.send('back');
    const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 600 });
    const { bodies } = await poll();

    await served.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout: 0 }),
    );

    assert.deepEqual(await bodies, ['back']);
  });

  it('wakes at the new time when a visibility timeout is changed under it', async () => {
    await queue.send('sooner');
    const { ReceiptHandle } = await queue.receiveOne({ VisibilityTimeout: 600 });
    const { bodies } = await poll();
    await served.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout: 5 }),
    );

    served.clock.advance(5000);

    assert.deepEqual(await bodies, ['sooner']);
  });

  it('goes to the first of several that wait', async () => {
    const first = await poll();
    const second = await poll();

    await queue.send('one');

    assert.deepEqual(await first.bodies, ['one']);
    assert.isFalse(second.ended());
    await queue.send('two');
    assert.deepEqual(await second.bodies, ['two']);
  });

  it('takes nothing for a client that has hung up', async () => {
    const hangUp = new AbortController();
    const arrived = served.arrival('ReceiveMessage');
    const polling = served.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    polling.catch(() => {});
    await arrived;
    hangUp.abort();
    assert.equal((await refusalOf(polling)).name, 'AbortError');
    await until(() => served.calls.count({ operation: 'ReceiveMessage' }) === 1);

    await queue.send('for somebody else');

    assert.deepEqual(await queue.counts(), [1, 0, 0]);
    assert.equal(
      (await queue.receiveOne({ MessageSystemAttributeNames: ['All'] })).Attributes?.ApproximateReceiveCount,
      '1',
    );
  });

  it('goes on when there is room in flight again', async () => {
    const limited = await startSqs({ inFlightLimit: 1 });
    const narrow = await createTestQueue(limited.sqs, 'narrow');
    await narrow.sendMany(2);
    const { ReceiptHandle } = await narrow.receiveOne();
    const arrived = limited.arrival('ReceiveMessage');
    const polling = narrow.receive({ WaitTimeSeconds: 20 });
    await arrived;

    await limited.sqs.send(new DeleteMessageCommand({ QueueUrl: narrow.url, ReceiptHandle }));

    assert.deepEqual(
      (await polling).map(({ Body }) => Body),
      ['message 1'],
    );
    await limited.stop();
  });

  it('ends empty when the queue is deleted', async () => {
    const { bodies } = await poll();

    await served.sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));

    assert.deepEqual(await bodies, []);
  });

  it('takes milliseconds from arrival to answer', async () => {
    const took: number[] = [];
    // A machine that does something else for a while takes longer, and not each time.
    while (took.length < 10 && !took.some((ms) => ms < 500)) {
      const { bodies } = await poll();
      const sentAt = performance.now();
      await queue.send('now');
      await bodies;
      took.push(performance.now() - sentAt);
    }

    assert.isBelow(Math.min(...took), 500);
  });
});
