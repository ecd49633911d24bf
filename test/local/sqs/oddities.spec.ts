import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('oddities of standard queues', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  it('are off by default: each message once, in order', async () => {
    await queue.sendMany(10);

    const received = await queue.receive();

    assert.deepEqual(
      received.map(({ Body }) => Body),
      Array.from({ length: 10 }, (_, index) => `message ${index}`),
    );
  });

  it('deliver every n-th message twice, the second although the first was deleted', async () => {
    served.queues.oddities.duplicateEvery = 3;
    const ids = [await queue.send('a'), await queue.send('b'), await queue.send('c')];
    const [first, second, third, fourth] = await queue.receive();

    await served.sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: third?.ReceiptHandle }));

    assert.deepEqual(
      [first, second, third, fourth].map((message) => message?.MessageId),
      [...ids, ids[2]],
    );
    assert.notEqual(third?.ReceiptHandle, fourth?.ReceiptHandle);
    assert.deepEqual(await queue.counts(), [0, 3, 0]);
  });

  it('give a receiver fewer messages than it asks for and are there, and keep the others', async () => {
    served.queues.oddities.mostAtOnce = 1;
    await queue.sendMany(3);

    const received = [await queue.receive(), await queue.receive(), await queue.receive(), await queue.receive()];

    assert.deepEqual(
      received.map((messages) => messages.map(({ Body }) => Body)),
      [['message 0'], ['message 1'], ['message 2'], []],
    );
  });

  it('scramble the order of messages, and lose none', async () => {
    served.queues.oddities.reorder = true;
    await queue.sendMany(10);

    const bodies = (await queue.receive()).map(({ Body }) => Body);

    const inOrder = Array.from({ length: 10 }, (_, index) => `message ${index}`);
    assert.notDeepEqual(bodies, inOrder);
    assert.sameMembers(bodies, inOrder);
  });
});
