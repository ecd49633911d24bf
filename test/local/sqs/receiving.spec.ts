import { ReceiveMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('receiving from the local SQS', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work', { VisibilityTimeout: '30' });
  });
  afterEach(() => served.stop());

  it('has no Messages in the answer of an empty queue', async () => {
    const answer = await served.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));

    assert.isUndefined(answer.Messages);
  });

  it('gives at most as many as asked for, one by default, oldest first', async () => {
    await queue.sendMany(12);

    const { Messages: single = [] } = await served.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
    const ten = await queue.receive();

    assert.deepEqual(
      single.map(({ Body }) => Body),
      ['message 0'],
    );
    assert.deepEqual(
      ten.map(({ Body }) => Body),
      Array.from({ length: 10 }, (_, index) => `message ${index + 1}`),
    );
    assert.deepEqual(await queue.counts(), [1, 11, 0]);
  });

  for (const { what, more, parameter } of [
    { what: 'no message', more: { MaxNumberOfMessages: 0 }, parameter: /MaxNumberOfMessages/ },
    { what: 'eleven messages', more: { MaxNumberOfMessages: 11 }, parameter: /MaxNumberOfMessages/ },
    { what: 'a wait of 21 seconds', more: { WaitTimeSeconds: 21 }, parameter: /WaitTimeSeconds/ },
    {
      what: 'a visibility timeout above 12 hours',
      more: { VisibilityTimeout: 43_201 },
      parameter: /VisibilityTimeout/,
    },
  ]) {
    it(`refuses ${what}`, async () => {
      await assertRefused(queue.receive(more), 'InvalidParameterValue', parameter);
    });
  }

  it('tells the system attributes that are asked for', async () => {
    const sentAt = served.clock.now();
    await queue.send('x', {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
      MessageGroupId: 'tenant',
    });
    served.clock.advance(1500);
    const plain = await queue.receiveOne({ VisibilityTimeout: 0 });
    served.clock.advance(1000);

    const { Attributes = {} } = await queue.receiveOne({ MessageSystemAttributeNames: ['All'] });

    assert.isUndefined(plain.Attributes);
    assert.match(Attributes.SenderId ?? '', /^AIDA[0-9A-F]+$/);
    assert.deepEqual(
      { ...Attributes, SenderId: '' },
      {
        SenderId: '',
        SentTimestamp: String(sentAt),
        ApproximateReceiveCount: '2',
        ApproximateFirstReceiveTimestamp: String(sentAt + 1500),
        AWSTraceHeader: 'Root=1',
        MessageGroupId: 'tenant',
      },
    );
  });

  it('tells single attributes, by the older parameter too, and knows no others', async () => {
    await queue.send('x');

    const one = await queue.receiveOne({
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      VisibilityTimeout: 0,
    });
    const all = await queue.receiveOne({ AttributeNames: ['All'] });

    assert.deepEqual(one.Attributes, { ApproximateReceiveCount: '1' });
    assert.equal(all.Attributes?.ApproximateReceiveCount, '2');
    await assertRefused(queue.receive({ AttributeNames: ['Policy'] }), 'InvalidAttributeName');
  });

  for (const { names, expected } of [
    { names: [], expected: [] },
    { names: ['All'], expected: ['General', 'Hello', 'Help.Me'] },
    { names: ['.*'], expected: ['General', 'Hello', 'Help.Me'] },
    { names: ['Hello', 'Absent'], expected: ['Hello'] },
    { names: ['Hel.*'], expected: ['Hello', 'Help.Me'] },
    { names: ['Absent'], expected: [] },
  ]) {
    it(`selects message attributes by ${names.join(', ') || 'no name'}`, async () => {
      const value = { DataType: 'String', StringValue: 'x' };
      await queue.send('x', { MessageAttributes: { General: value, Hello: value, 'Help.Me': value } });

      const { MessageAttributes, MD5OfMessageAttributes } = await queue.receiveOne({ MessageAttributeNames: names });

      assert.sameMembers(Object.keys(MessageAttributes ?? {}), expected);
      assert.equal(MD5OfMessageAttributes !== undefined, expected.length > 0);
    });
  }

  it('holds a message back for its delay, or for the queue’s', async () => {
    const slow = await createTestQueue(served.sqs, 'slow', { DelaySeconds: '10' });
    await slow.send('as the queue');
    await slow.send('at once', { DelaySeconds: 0 });
    await slow.send('later', { DelaySeconds: 20 });

    const bodies: (string | undefined)[][] = [];
    for (const advance of [0, 9999, 1, 10_000]) {
      served.clock.advance(advance);
      bodies.push((await slow.receive({ VisibilityTimeout: 600 })).map(({ Body }) => Body));
    }

    assert.deepEqual(bodies, [['at once'], [], ['as the queue'], ['later']]);
  });

  it('drops messages after the retention period, in flight or not', async () => {
    const brief = await createTestQueue(served.sqs, 'brief', { MessageRetentionPeriod: '60' });
    await brief.sendMany(2);
    await brief.receiveOne({ VisibilityTimeout: 600 });
    served.clock.advance(59_999);
    assert.deepEqual(await brief.counts(), [1, 1, 0]);

    served.clock.advance(1);

    assert.deepEqual(await brief.counts(), [0, 0, 0]);
  });

  it('applies a shorter retention to what is already there', async () => {
    await queue.sendMany(1);
    served.clock.advance(120_000);

    await served.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { MessageRetentionPeriod: '60' } }),
    );

    assert.deepEqual(await queue.counts(), [0, 0, 0]);
  });

  it('refuses a short poll beyond the limit of messages in flight, and lets a long poll wait', async () => {
    const limited = await startSqs({ inFlightLimit: 3 });
    const full = await createTestQueue(limited.sqs, 'full');
    await full.sendMany(5);

    const taken = await full.receive({ VisibilityTimeout: 60 });
    await assertRefused(full.receive(), 'OverLimit');
    const arrived = limited.arrival('ReceiveMessage');
    const waiting = full.receive({ WaitTimeSeconds: 20 });
    await arrived;
    limited.clock.advance(19_999);
    limited.clock.advance(1);

    assert.lengthOf(taken, 3);
    assert.deepEqual(await waiting, []);
    assert.deepEqual(await full.counts(), [2, 3, 0]);
    await limited.stop();
  });
});
