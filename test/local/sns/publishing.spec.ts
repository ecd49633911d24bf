import {
  type MessageAttributeValue,
  NotFoundException,
  PublishBatchCommand,
  type PublishBatchCommandOutput,
  type PublishBatchRequestEntry,
  PublishCommand,
  type PublishCommandInput,
  type PublishCommandOutput,
} from '@aws-sdk/client-sns';
import { assert } from 'chai';
import * as sinon from 'sinon';
import { AwsError } from '../../../local/aws-error.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { functionArn, type ServedSns, startSns } from '../support/sns.ts';
import { createTestQueue, type TestQueue } from '../support/sqs.ts';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });

describe('publishing to the local SNS', () => {
  let served: ServedSns;
  let topicArn: string;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSns();
    topicArn = await served.topic('notices');
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  const publish = (Message: string, more: Partial<PublishCommandInput> = {}): Promise<PublishCommandOutput> =>
    served.sns.send(new PublishCommand({ TopicArn: topicArn, Message, ...more }));
  const publishBatch = (PublishBatchRequestEntries: PublishBatchRequestEntry[]): Promise<PublishBatchCommandOutput> =>
    served.sns.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries }));

  it('invokes a function with the event of AWS', async () => {
    const subscriptionArn = await served.subscribe(topicArn, 'lambda', functionArn);

    const { MessageId } = await publish('{"a":"b & c"}', {
      Subject: 'Careful',
      MessageAttributes: { kind: text('x') },
    });

    sinon.assert.calledOnce(served.invokeAsync);
    const [invoked, event, by] = served.invokeAsync.firstCall.args;
    assert.equal(invoked, functionArn);
    assert.deepEqual(by, { principal: 'sns.amazonaws.com', sourceArn: topicArn, sourceAccount: accountId });
    const { Signature, SigningCertUrl } = Reflect.get(event, 'Records')[0].Sns;
    assert.match(Signature, /^[A-Za-z0-9+/]+=*$/);
    assert.match(
      SigningCertUrl,
      /^https:\/\/sns\.eu-west-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    );
    assert.deepEqual(event, {
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscriptionArn,
          Sns: {
            Type: 'Notification',
            MessageId,
            TopicArn: topicArn,
            Subject: 'Careful',
            Message: '{"a":"b & c"}',
            Timestamp: new Date(served.clock.now()).toISOString(),
            SignatureVersion: '1',
            Signature,
            SigningCertUrl,
            UnsubscribeUrl: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
            MessageAttributes: { kind: { Type: 'String', Value: 'x' } },
          },
        },
      ],
    });
  });

  it('has a null Subject and no attributes in a function’s event where none was given', async () => {
    await served.subscribe(topicArn, 'lambda', functionArn);

    await publish('x');

    const { Sns } = Reflect.get(served.invokeAsync.firstCall.args[1], 'Records')[0];
    assert.deepInclude(Sns, { Subject: null, MessageAttributes: {} });
  });

  it('puts an envelope in a queue, with names ending in URL and nothing for what is absent', async () => {
    await served.subscribe(topicArn, 'sqs', queue.arn);

    const { MessageId } = await publish('plain');

    const { Body = '' } = await queue.receiveOne();
    const envelope: unknown = JSON.parse(Body);
    assert.hasAllKeys(envelope, [
      'Type',
      'MessageId',
      'TopicArn',
      'Message',
      'Timestamp',
      'SignatureVersion',
      'Signature',
      'SigningCertURL',
      'UnsubscribeURL',
    ]);
    assert.deepInclude(envelope, { Type: 'Notification', MessageId, TopicArn: topicArn, Message: 'plain' });
  });

  it('puts the bare message and its attributes in a queue that asks for it raw', async () => {
    await served.subscribe(topicArn, 'sqs', queue.arn, { RawMessageDelivery: 'true' });
    const MessageAttributes = {
      size: { DataType: 'Number', StringValue: '12.5' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([2, 3, 4]) },
    };

    await publish('bare', { Subject: 'lost', MessageAttributes });

    const message = await queue.receiveOne({ MessageAttributeNames: ['All'] });
    assert.equal(message.Body, 'bare');
    assert.deepEqual(message.MessageAttributes, MessageAttributes);
  });

  it('delivers to every subscription', async () => {
    const other = await createTestQueue(served.sqs, 'other');
    for (const { arn } of [queue, other]) await served.subscribe(topicArn, 'sqs', arn);
    await served.subscribe(topicArn, 'lambda', functionArn);

    await publish('x');

    assert.deepEqual(
      [await queue.counts(), await other.counts()],
      [
        [1, 0, 0],
        [1, 0, 0],
      ],
    );
    sinon.assert.calledOnce(served.invokeAsync);
  });

  it('says what could not be delivered and delivers the rest', async () => {
    const absent = await served.subscribe(topicArn, 'sqs', `${queue.arn}-absent`);
    const denied = await served.subscribe(topicArn, 'lambda', functionArn);
    await served.subscribe(topicArn, 'sqs', queue.arn);
    served.invokeAsync.throws(new AwsError('AccessDeniedException', 'not for this topic', 403));

    const { MessageId = '' } = await publish('x');

    assert.deepEqual(served.topics.undelivered, [
      { subscriptionArn: absent, messageId: MessageId, reason: 'the queue did not take the message' },
      { subscriptionArn: denied, messageId: MessageId, reason: 'AccessDeniedException: not for this topic' },
    ]);
    assert.deepEqual(await queue.counts(), [1, 0, 0]);
  });

  it('gives each protocol its own text where the message has them', async () => {
    await served.subscribe(topicArn, 'sqs', queue.arn, { RawMessageDelivery: 'true' });
    await served.subscribe(topicArn, 'lambda', functionArn);

    await publish('{"default":"for all","sqs":"for queues"}', { MessageStructure: 'json' });

    assert.equal((await queue.receiveOne()).Body, 'for queues');
    assert.equal(Reflect.get(served.invokeAsync.firstCall.args[1], 'Records')[0].Sns.Message, 'for all');
  });

  it('takes 256 KiB of message and attributes together, and no byte more', async () => {
    const MessageAttributes = { a: text('12345') };
    const room = 262_144 - 'a'.length - 'String'.length - 5;

    await publish('x'.repeat(room), { MessageAttributes });

    await assertRefused(
      publish('x'.repeat(room + 1), { MessageAttributes }),
      'InvalidParameterException',
      /Message too long/,
    );
  });

  it('takes a subject of 100 characters, as AWS Config sends', async () => {
    assert.isString((await publish('x', { Subject: 's'.repeat(100) })).MessageId);
  });

  const invalid = 'InvalidParameterException';
  const refused: [string, Partial<PublishCommandInput>, string, RegExp][] = [
    ['an empty message', { Message: '' }, invalid, /Empty message/],
    ['an empty subject', { Subject: '' }, invalid, /Subject/],
    ['a subject of 101 characters', { Subject: 's'.repeat(101) }, invalid, /Subject/],
    ['a subject of two lines', { Subject: 'a\nb' }, invalid, /Subject/],
    ['a structure that is no JSON', { MessageStructure: 'json' }, invalid, /failed to parse/],
    ['a structure without default', { MessageStructure: 'json', Message: '{"sqs":"x"}' }, invalid, /No default entry/],
    ['an empty attribute', { MessageAttributes: { a: text('') } }, 'InvalidParameterValueException', /'a'/],
    [
      'an attribute of unknown type',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } },
      'InvalidParameterValueException',
      /'a'/,
    ],
    ['a FIFO parameter', { MessageDeduplicationId: 'd' }, 'NotImplemented', /MessageDeduplicationId/],
    ['a telephone number', { TopicArn: undefined, PhoneNumber: '+15550100' }, 'NotImplemented', /PhoneNumber/],
    ['no target', { TopicArn: undefined }, invalid, /TopicArn or TargetArn/],
  ];
  for (const [what, more, name, message] of refused) {
    it(`refuses ${what}: ${name}`, async () => {
      const input: Partial<PublishCommandInput> = { TopicArn: topicArn, Message: 'x', ...more };

      await assertRefused(served.sns.send(new PublishCommand({ Message: 'x', ...input })), name, message);
    });
  }

  it('answers NotFound for a topic that does not exist, singly and in a batch', async () => {
    const TopicArn = `${topicArn}-absent`;
    const entry = { Id: 'a', Message: 'x' };

    for (const call of [
      publish('x', { TopicArn }),
      served.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [entry] })),
    ]) {
      const error = await refusalOf(call);
      assert.instanceOf(error, NotFoundException);
      assert.equal(error.message, 'Topic does not exist');
    }
  });

  it('publishes what it can of a batch and reports the rest by id', async () => {
    await served.subscribe(topicArn, 'sqs', queue.arn, { RawMessageDelivery: 'true' });

    const { Successful, Failed } = await publishBatch([
      { Id: 'good', Message: 'good' },
      { Id: 'titled', Message: 'x', Subject: 'a\nb' },
      { Id: 'fine', Message: 'fine' },
    ]);

    assert.deepEqual(
      Successful?.map(({ Id }) => Id),
      ['good', 'fine'],
    );
    assert.deepEqual(Failed, [
      { Id: 'titled', Code: 'InvalidParameter', Message: 'Invalid parameter: Subject', SenderFault: true },
    ]);
    assert.deepEqual(
      (await queue.receive()).map(({ Body }) => Body),
      ['good', 'fine'],
    );
  });

  const entries = (count: number, Message = 'x'): PublishBatchRequestEntry[] =>
    Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, Message }));
  for (const { what, batch, name } of [
    { what: 'no entry', batch: [], name: 'EmptyBatchRequestException' },
    { what: 'eleven entries', batch: entries(11), name: 'TooManyEntriesInBatchRequestException' },
    { what: 'an id twice', batch: [...entries(1), ...entries(1)], name: 'BatchEntryIdsNotDistinctException' },
    { what: 'an id with a dot', batch: [{ Id: 'a.b', Message: 'x' }], name: 'InvalidBatchEntryIdException' },
    { what: 'a byte over 256 KiB', batch: entries(2, 'x'.repeat(131_073)), name: 'BatchRequestTooLongException' },
  ]) {
    it(`refuses a whole batch with ${what}`, async () => {
      await assertRefused(publishBatch(batch), name);
    });
  }

  it('publishes for other services, and says when there is no such topic', async () => {
    await served.subscribe(topicArn, 'lambda', functionArn);

    const taken = served.topics.publishInternal(topicArn, { subject: 'From Config', message: '{}' });
    const lost = served.topics.publishInternal(`${topicArn}-absent`, { message: '{}' });

    assert.deepEqual([taken, lost], [true, false]);
    const { Sns } = Reflect.get(served.invokeAsync.firstCall.args[1], 'Records')[0];
    assert.deepInclude(Sns, { Subject: 'From Config', Message: '{}' });
  });
});
