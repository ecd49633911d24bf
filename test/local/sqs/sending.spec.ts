import { createHash } from 'node:crypto';
import {
  InvalidMessageContents,
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('sending to the local SQS', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  const sendBatch = (Entries: SendMessageBatchRequestEntry[]): Promise<SendMessageBatchCommandOutput> =>
    served.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  const entries = (count: number, body = 'x'): SendMessageBatchRequestEntry[] =>
    Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, MessageBody: body }));

  it('answers the MD5 that the SDK verifies, of any text', async () => {
    const body = 'line\n\ttab ünïcödé 𝄞 "quoted"';

    const { MD5OfMessageBody } = await served.sqs.send(
      new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }),
    );

    assert.equal(MD5OfMessageBody, createHash('md5').update(body).digest('hex'));
    assert.equal((await queue.receiveOne()).Body, body);
  });

  // From the worked results of AWS that other clients check their MD5 against.
  for (const { what, attributes, md5 } of [
    {
      what: 'one string',
      attributes: { Hello: { DataType: 'String', StringValue: 'There' } },
      md5: 'a311262e065454b75da111d535b8dacd',
    },
    {
      what: 'three strings, in order of name',
      attributes: {
        'Help.Me': { DataType: 'String', StringValue: 'Me' },
        Hello: { DataType: 'String', StringValue: 'There' },
        General: { DataType: 'String', StringValue: 'Kenobi' },
      },
      md5: '4c360f3fdafd970e05fae2f149d997f5',
    },
    {
      what: 'a binary value',
      attributes: {
        attr1: {
          DataType: 'Binary',
          BinaryValue: Buffer.from('traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01'),
        },
      },
      md5: '8cbe4db156db8a94db8b801b7addb984',
    },
  ] satisfies { what: string; attributes: Record<string, MessageAttributeValue>; md5: string }[]) {
    it(`computes the MD5 of message attributes as AWS: ${what}`, async () => {
      await served.sqs.send(
        new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'msg', MessageAttributes: attributes }),
      );

      const received = await queue.receiveOne({ MessageAttributeNames: ['All'] });

      assert.equal(received.MD5OfMessageAttributes, md5);
      assert.sameMembers(Object.keys(received.MessageAttributes ?? {}), Object.keys(attributes));
    });
  }

  const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
  const refusedAttributes: [string, Record<string, MessageAttributeValue>][] = [
    ['eleven attributes', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]))],
    ['an empty value', { a: text('') }],
    ['an unknown type', { a: { DataType: 'Text', StringValue: 'x' } }],
    ['a number that is none', { a: { DataType: 'Number', StringValue: 'x' } }],
    ['a reserved name', { 'AWS.a': text('x') }],
    ['a name with two dots', { 'a..b': text('x') }],
  ];
  for (const [what, MessageAttributes] of refusedAttributes) {
    it(`refuses ${what}`, async () => {
      const call = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'x', MessageAttributes });

      await assertRefused(served.sqs.send(call), 'InvalidParameterValue');
    });
  }

  for (const [what, body] of [
    ['a control character', 'a\u0001b'],
    ['U+FFFE', 'a\uFFFEb'],
    ['half a surrogate pair', 'a\uD800b'],
  ] as const) {
    it(`refuses a body with ${what}`, async () => {
      assert.instanceOf(await refusalOf(queue.send(body)), InvalidMessageContents);
    });
  }

  it('refuses an empty body, a delay above 15 minutes and a FIFO parameter', async () => {
    await assertRefused(queue.send(''), 'MissingParameter', /MessageBody/);
    await assertRefused(queue.send('x', { DelaySeconds: 901 }), 'InvalidParameterValue', /DelaySeconds/);
    await assertRefused(queue.send('x', { MessageDeduplicationId: 'd' }), 'NotImplemented', /MessageDeduplicationId/);
    assert.deepEqual(await queue.counts(), [0, 0, 0]);
  });

  it('takes 1 MiB of body and attributes together, and no byte more', async () => {
    const attribute = { MessageAttributes: { a: text('12345') } };
    const room = 1_048_576 - 'a'.length - 'String'.length - 5;

    await queue.send('x'.repeat(room), attribute);
    await assertRefused(
      queue.send('x'.repeat(room + 1), attribute),
      'InvalidParameterValue',
      /shorter than 1048576 bytes/,
    );
  });

  it('counts bytes, not characters, against the queue’s own limit', async () => {
    const small = await createTestQueue(served.sqs, 'small', { MaximumMessageSize: '1024' });

    await small.send('é'.repeat(512));
    await assertRefused(small.send('é'.repeat(513)), 'InvalidParameterValue', /shorter than 1024 bytes/);
  });

  it('sends what it can of a batch and reports the rest by id', async () => {
    const answer = await sendBatch([
      { Id: 'good', MessageBody: 'good' },
      { Id: 'control', MessageBody: '\u0002' },
      { Id: 'late', MessageBody: 'x', DelaySeconds: 1000 },
      { Id: 'fine', MessageBody: 'fine' },
    ]);

    assert.sameMembers(answer.Successful?.map(({ Id }) => Id) ?? [], ['good', 'fine']);
    assert.deepEqual(
      answer.Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
      [
        ['control', 'InvalidMessageContents', true],
        ['late', 'InvalidParameterValue', true],
      ],
    );
    assert.deepEqual(await queue.counts(), [2, 0, 0]);
  });

  it('takes a batch of exactly 1 MiB', async () => {
    const { Successful } = await sendBatch(entries(2, 'x'.repeat(524_288)));

    assert.lengthOf(Successful ?? [], 2);
  });

  for (const { what, batch, refused } of [
    { what: 'no entry', batch: [], refused: 'EmptyBatchRequest' },
    { what: 'eleven entries', batch: entries(11), refused: 'TooManyEntriesInBatchRequest' },
    { what: 'an id twice', batch: [...entries(1), ...entries(1)], refused: 'BatchEntryIdsNotDistinct' },
    { what: 'an id with a dot', batch: [{ Id: 'a.b', MessageBody: 'x' }], refused: 'InvalidBatchEntryId' },
    {
      what: 'an id of 81 characters',
      batch: [{ Id: 'x'.repeat(81), MessageBody: 'x' }],
      refused: 'InvalidBatchEntryId',
    },
    { what: 'a byte over 1 MiB', batch: entries(2, 'x'.repeat(524_289)), refused: 'BatchRequestTooLong' },
  ]) {
    it(`refuses a whole batch with ${what}`, async () => {
      await assertRefused(sendBatch(batch), refused);
      assert.deepEqual(await queue.counts(), [0, 0, 0]);
    });
  }
});
