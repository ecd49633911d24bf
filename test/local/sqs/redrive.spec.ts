import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('the dead-letter queue of the local SQS', () => {
  let served: ServedSqs;
  let dead: TestQueue;
  let source: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    dead = await createTestQueue(served.sqs, 'dead', { MessageRetentionPeriod: '120' });
    source = await sourceOf(dead, 'source', 2);
  });
  afterEach(() => served.stop());

  const sourceOf = (target: TestQueue, name: string, maxReceiveCount: number): Promise<TestQueue> => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: target.arn, maxReceiveCount });
    return createTestQueue(served.sqs, name, { RedrivePolicy });
  };

  it('gets a message by the receive that would exceed the limit, not before', async () => {
    await source.send('poison');
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });
    assert.deepEqual(await source.counts(), [1, 0, 0]);
    assert.deepEqual(await dead.counts(), [0, 0, 0]);

    const third = await source.receive();

    assert.deepEqual(third, []);
    assert.deepEqual(await source.counts(), [0, 0, 0]);
    assert.deepEqual(await dead.counts(), [1, 0, 0]);
  });

  it('does not keep the messages behind a poisoned one waiting', async () => {
    await source.send('poison');
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });
    await source.send('good');

    const { Body } = await source.receiveOne();

    assert.equal(Body, 'good');
  });

  it('keeps id, body, attributes, time of sending and receive count, and tells the source', async () => {
    const sentAt = served.clock.now();
    const kind = { DataType: 'String', StringValue: 'x' };
    const id = await source.send('poison', { MessageAttributes: { kind } });
    served.clock.advance(1000);
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });
    await source.receive();

    const message = await dead.receiveOne({ MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] });

    assert.equal(message.MessageId, id);
    assert.equal(message.Body, 'poison');
    assert.deepEqual(message.MessageAttributes, { kind });
    assert.deepInclude(message.Attributes, {
      SentTimestamp: String(sentAt),
      ApproximateReceiveCount: '3',
      ApproximateFirstReceiveTimestamp: String(sentAt + 1000),
      DeadLetterQueueSourceArn: source.arn,
    });
  });

  it('counts its retention from the original sending', async () => {
    await source.send('poison');
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });
    served.clock.advance(100_000);
    await source.receive();
    assert.deepEqual(await dead.counts(), [1, 0, 0]);

    served.clock.advance(20_000);

    assert.deepEqual(await dead.counts(), [0, 0, 0]);
  });

  it('wakes a long poll of its own', async () => {
    await source.send('poison');
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });
    const arrived = served.arrival('ReceiveMessage');
    const polling = dead.receive({ WaitTimeSeconds: 20 });
    await arrived;

    await source.receive();

    assert.deepEqual(
      (await polling).map(({ Body }) => Body),
      ['poison'],
    );
  });

  it('starts counting anew for its own redrive policy', async () => {
    const last = await createTestQueue(served.sqs, 'last');
    const middle = await sourceOf(last, 'middle', 1);
    const first = await sourceOf(middle, 'first', 1);
    await first.send('x');
    await first.receiveOne({ VisibilityTimeout: 0 });
    await first.receive();

    const inMiddle = await middle.receive({ VisibilityTimeout: 0 });

    assert.lengthOf(inMiddle, 1);
    await middle.receive();
    assert.deepEqual(await last.counts(), [1, 0, 0]);
  });

  it('leaves messages where they are while it does not exist', async () => {
    await served.sqs.send(new DeleteQueueCommand({ QueueUrl: dead.url }));
    await source.send('kept');
    for (const _ of [1, 2]) await source.receiveOne({ VisibilityTimeout: 0 });

    const { Body } = await source.receiveOne();

    assert.equal(Body, 'kept');
  });
});
