import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { createQueue } from '../../queue/queue.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../support/aws.ts';
import { held } from '../support/instructions.ts';

const options = { queueUrl: 'https://sqs/remediation', deadLetterQueueUrl: 'https://sqs/dead', holdSeconds: 900 };
const receipts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ messageId: `m${index}`, receiptHandle: `r${index}` }));
const failed = (...ids: string[]) => batchTaken(...ids.map((Id) => ({ Id, Code: 'ReceiptHandleIsInvalid' })));

function setUp(answers: Record<string, unknown> = {}) {
  const all = {
    SendMessage: {},
    SendMessageBatch: batchTaken(),
    DeleteMessageBatch: batchTaken(),
    ChangeMessageVisibilityBatch: batchTaken(),
    ...answers,
  };
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), all);
  return { queue: createQueue(client, options), calls };
}

const Handles = v.object({ Entries: v.array(v.object({ ReceiptHandle: v.string() })) });
const handlesOf = (input: unknown): string[] =>
  v.parse(Handles, input).Entries.map(({ ReceiptHandle }) => ReceiptHandle);

describe('the queue', () => {
  it('receives ten at most and hides them for the time they are held', async () => {
    const { queue, calls } = setUp({ ReceiveMessage: { Messages: [{ MessageId: 'm1' }] } });

    const messages = await queue.receive(20);

    assert.deepEqual(messages, [{ MessageId: 'm1' }]);
    assert.deepEqual(inputsOf(calls, 'ReceiveMessage'), [
      { QueueUrl: options.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20, VisibilityTimeout: 900 },
    ]);
  });

  it('takes an answer without messages as none', async () => {
    const { queue } = setUp({ ReceiveMessage: {} });

    assert.deepEqual(await queue.receive(0), []);
  });

  for (const Messages of ['none', [null], { 0: {} }]) {
    it(`refuses ${JSON.stringify(Messages)} in the place of messages by name`, async () => {
      const { queue } = setUp({ ReceiveMessage: { Messages } });

      await assertRejects(queue.receive(0), 'READ_FAILED', 'SQS answered in a form that is not known');
    });
  }

  it('deletes ten to a call', async () => {
    const { queue, calls } = setUp();

    await queue.delete(receipts(21));

    const deleted = inputsOf(calls, 'DeleteMessageBatch').map(handlesOf);
    assert.deepEqual(
      deleted.map(({ length }) => length),
      [10, 10, 1],
    );
    assert.lengthOf(new Set(deleted.flat()), 21);
  });

  it('deletes again what was refused, and the others all the same where one cannot be deleted', async () => {
    const { queue, calls } = setUp({
      DeleteMessageBatch: inTurn(failed('3'), failed('0'), failed('0'), batchTaken()),
    });

    const failure = await assertRejects(
      queue.delete(receipts(12)),
      'QUEUE_SEND_FAILED',
      '1 messages were not deleted: ReceiptHandleIsInvalid',
    );

    assert.deepEqual(inputsOf(calls, 'DeleteMessageBatch').map(handlesOf).slice(1), [['r3'], ['r3'], ['r10', 'r11']]);
    assert.equal(failure.ids['messageIds'], 'm3');
  });

  it('gives messages back after so many seconds', async () => {
    const { queue, calls } = setUp();

    await queue.giveBack(receipts(1), 60);

    assert.deepEqual(inputsOf(calls, 'ChangeMessageVisibilityBatch'), [
      { QueueUrl: options.queueUrl, Entries: [{ Id: '0', ReceiptHandle: 'r0', VisibilityTimeout: 60 }] },
    ]);
  });

  it('says when a message could not be given back', async () => {
    const { queue } = setUp({ ChangeMessageVisibilityBatch: failed('0') });

    await assertRejects(queue.giveBack(receipts(1), 0), 'QUEUE_SEND_FAILED', 'not made visible again');
  });

  it('makes no call for no messages', async () => {
    const { queue, calls } = setUp();

    await queue.delete([]);
    await queue.giveBack([], 0);

    assert.deepEqual(calls, []);
  });

  for (const answer of [{}, { Successful: [] }, { Failed: [{ Code: 'InternalError' }] }]) {
    it(`deletes no instruction that ${JSON.stringify(answer)} does not say was queued`, async () => {
      const { queue, calls } = setUp({ SendMessageBatch: answer });

      await assertRejects(queue.retry(held(), 30), 'QUEUE_SEND_FAILED', 'instructions were not queued');
      await assertRejects(queue.putOff([held()], 30), 'QUEUE_SEND_FAILED', 'instructions were not queued');

      assert.deepEqual(inputsOf(calls, 'DeleteMessageBatch'), []);
    });
  }

  it('retries by queueing the instruction with its attempt counted, and deletes only then', async () => {
    const { queue, calls } = setUp();
    const message = held({ attempt: 2 });

    await queue.retry(message, 60);

    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ['SendMessageBatch', 'DeleteMessageBatch'],
    );
    const Sent = v.object({ Entries: v.tuple([v.object({ MessageBody: v.string(), DelaySeconds: v.number() })]) });
    const [entry] = v.parse(Sent, inputsOf(calls, 'SendMessageBatch')[0]).Entries;
    assert.deepEqual(JSON.parse(entry.MessageBody), { ...message.instruction, attempt: 3 });
    assert.equal(entry.DelaySeconds, 60);
  });

  it('puts messages off by queueing what they say now, as it is, and deletes only then', async () => {
    const { queue, calls } = setUp();
    const messages = [held({ attempt: 2, announced: true }), held()];

    await queue.putOff(messages, 900);

    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ['SendMessageBatch', 'DeleteMessageBatch'],
    );
    const Sent = v.object({ Entries: v.array(v.object({ MessageBody: v.string(), DelaySeconds: v.literal(900) })) });
    assert.deepEqual(
      v.parse(Sent, inputsOf(calls, 'SendMessageBatch')[0]).Entries.map(({ MessageBody }) => JSON.parse(MessageBody)),
      messages.map(({ instruction }) => instruction),
    );
  });

  it('deletes none of the messages that it could not put off', async () => {
    const { queue, calls } = setUp({ SendMessageBatch: failed('0') });

    await assertRejects(queue.putOff([held(), held()], 900), 'QUEUE_SEND_FAILED');

    assert.deepEqual(inputsOf(calls, 'DeleteMessageBatch'), []);
  });

  it('does not delete a message that could not be queued again', async () => {
    const { queue, calls } = setUp({ SendMessageBatch: failed('0') });

    await assertRejects(queue.retry(held(), 15), 'QUEUE_SEND_FAILED');

    assert.deepEqual(inputsOf(calls, 'DeleteMessageBatch'), []);
  });
});

describe('a dead letter', () => {
  const [receipt = { messageId: '', receiptHandle: '' }] = receipts(1);

  it('carries its body and the reason, and is deleted from the queue only then', async () => {
    const { queue, calls } = setUp();

    await queue.deadLetter(receipt, '{"rubbish"', { code: 'MESSAGE_INVALID', message: 'the body is not JSON' });

    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ['SendMessage', 'DeleteMessageBatch'],
    );
    assert.deepEqual(inputsOf(calls, 'SendMessage'), [
      {
        QueueUrl: options.deadLetterQueueUrl,
        MessageBody: '{"rubbish"',
        MessageAttributes: {
          ReasonCode: { DataType: 'String', StringValue: 'MESSAGE_INVALID' },
          Reason: { DataType: 'String', StringValue: 'the body is not JSON' },
          SourceMessageId: { DataType: 'String', StringValue: 'm0' },
        },
      },
    ]);
  });

  it('is not deleted from the queue where the dead-letter queue refuses it', async () => {
    const { queue, calls } = setUp({ SendMessage: awsError('AccessDenied') });

    const outcome = await queue.deadLetter(receipt, '{}', { code: 'X', message: 'y' }).catch((error: unknown) => error);

    assert.propertyVal(outcome, 'name', 'AccessDenied');
    assert.deepEqual(inputsOf(calls, 'DeleteMessageBatch'), []);
  });

  for (const character of ['x', '€', '😀']) {
    it(`fits into SQS with its reason, however long it is, in ${character}`, async () => {
      const { queue, calls } = setUp();
      const body = character.repeat(1_048_576 / Buffer.byteLength(character));
      const message = '€'.repeat(5000);

      await queue.deadLetter(receipt, body, { code: message, message });

      const Sent = v.object({ MessageBody: v.string(), MessageAttributes: v.record(v.string(), v.unknown()) });
      const sent = v.parse(Sent, inputsOf(calls, 'SendMessage')[0]);
      const bytes = Buffer.byteLength(sent.MessageBody) + Buffer.byteLength(JSON.stringify(sent.MessageAttributes));
      assert.isAtMost(bytes, 1_048_576);
      assert.isTrue(sent.MessageBody.startsWith(character.repeat(200_000)));
      assert.match(sent.MessageBody, /… cut: it had 10485\d\d bytes$/);
    });
  }

  it('keeps a body that fits as it is', async () => {
    const { queue, calls } = setUp();
    const body = 'x'.repeat(1_000_000);

    await queue.deadLetter(receipt, body, { code: 'X', message: 'y' });

    assert.nestedPropertyVal(inputsOf(calls, 'SendMessage')[0], 'MessageBody', body);
  });

  for (const [what, message, expected] of [
    ['control characters', 'a\u0000b\nc', 'a b c'],
    ['half of a surrogate pair', `${'x'.repeat(999)}😀`, `${'x'.repeat(999)}\uFFFD`],
    ['nothing', '', '?'],
    ['characters that XML does not have', 'a\uFFFFb', 'a\uFFFDb'],
    ['more than fits', 'y'.repeat(5000), 'y'.repeat(1000)],
  ] as const) {
    it(`has a reason that SQS takes, though it says ${what}`, async () => {
      const { queue, calls } = setUp();

      await queue.deadLetter(receipt, '{}', { code: 'MESSAGE_INVALID', message });

      const Sent = v.object({ MessageAttributes: v.object({ Reason: v.object({ StringValue: v.string() }) }) });
      const sent = v.parse(Sent, inputsOf(calls, 'SendMessage')[0]);
      assert.equal(sent.MessageAttributes.Reason.StringValue, expected);
    });
  }
});
