import { assert } from 'chai';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';
import { region } from '../support/served.ts';

describe('the local SQS without the wire', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  it('delivers for other services', async () => {
    const kind = { DataType: 'String', StringValue: 'x' };

    const delivered = served.queues.deliver(queue.arn, 'from SNS', { kind });

    const message = await queue.receiveOne({ MessageAttributeNames: ['All'] });
    assert.isTrue(delivered);
    assert.equal(message.Body, 'from SNS');
    assert.deepEqual(message.MessageAttributes, { kind });
  });

  it('wakes a long poll by a delivery', async () => {
    const arrived = served.arrival('ReceiveMessage');
    const polling = queue.receive({ WaitTimeSeconds: 20 });
    await arrived;

    served.queues.deliver(queue.arn, 'from SNS');

    assert.deepEqual(
      (await polling).map(({ Body }) => Body),
      ['from SNS'],
    );
  });

  it('tells a consumer when what it took is visible again, whenever it took it', async () => {
    await queue.send('held');
    const feed = served.queues.feed(queue.arn);
    let looks = 0;
    feed?.watch(() => (looks += 1));

    assert.equal(feed?.takeOne()?.body, 'held');
    served.clock.advance(1000 * (feed?.visibilityTimeoutSeconds ?? 0));

    assert.equal(looks, 1);
    assert.equal(feed?.takeOne()?.body, 'held');
  });

  it('says when a delivery is not possible', () => {
    assert.isFalse(served.queues.deliver(`${queue.arn}-absent`, 'x'));
    assert.isFalse(served.queues.deliver(queue.arn, 'x'.repeat(1_048_577)));
    assert.deepEqual(served.queues.inspect(queue.arn), []);
  });

  it('shows every message and its state without counting a receive', async () => {
    await queue.send('held');
    await queue.receiveOne({ VisibilityTimeout: 60 });
    await queue.send('free');
    await queue.send('late', { DelaySeconds: 5 });

    const first = served.queues.inspect(queue.arn);
    const again = served.queues.inspect(queue.arn);

    assert.deepEqual(
      first.map(({ body, state, receiveCount, visibleAt }) => [
        body,
        state,
        receiveCount,
        visibleAt - served.clock.now(),
      ]),
      [
        ['held', 'in-flight', 1, 60_000],
        ['free', 'visible', 0, 0],
        ['late', 'delayed', 0, 5000],
      ],
    );
    assert.deepEqual(again, first);
    assert.throws(() => served.queues.inspect(`${queue.arn}-absent`), /there is no queue/);
  });

  it('knows a queue by its URL and region', () => {
    assert.deepInclude(served.queues.queueByUrl(queue.url, region), { arn: queue.arn, name: 'work' });
    assert.isUndefined(served.queues.queueByUrl(queue.url, 'us-east-1'));
  });
});
