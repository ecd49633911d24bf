import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { returnDeadLetters } from '../../../cli/dead-letters/return-dead-letters.ts';
import { Instruction } from '../../../contract/instruction.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../../support/aws.ts';
import { deadLetterMessage, openGroup } from '../../support/inspections.ts';

const [from, to] = ['https://sqs/dead', 'https://sqs/remediation'];
const message = (id: string) => deadLetterMessage(openGroup({ attempt: 4 }), { id, code: 'CHANGE_DENIED' });
const Entries = v.object({ Entries: v.array(v.looseObject({ ReceiptHandle: v.string() })) });
const Sent = v.object({ QueueUrl: v.string(), Entries: v.array(v.looseObject({ MessageBody: v.string() })) });

function setUp(answers: { send?: unknown; remove?: unknown; messages?: readonly unknown[] } = {}) {
  const {
    send = batchTaken(),
    remove = batchTaken(),
    messages = [message('a'), message('b'), deadLetterMessage('no JSON', { id: 'c' })],
  } = answers;
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), {
    ReceiveMessage: inTurn({ Messages: messages }, {}),
    ChangeMessageVisibilityBatch: batchTaken(),
    SendMessageBatch: send,
    DeleteMessageBatch: remove,
  });
  const handles = (operation: string): string[] =>
    inputsOf(calls, operation).flatMap((input) => v.parse(Entries, input).Entries.map((entry) => entry.ReceiptHandle));
  return {
    run: (...ids: readonly string[]) => returnDeadLetters(client, from, to, ids),
    order: () => [...new Set(calls.map(({ operation }) => operation).filter((name) => name !== 'ReceiveMessage'))],
    sent: () =>
      inputsOf(calls, 'SendMessageBatch').flatMap((input) => {
        const { QueueUrl, Entries: entries } = v.parse(Sent, input);
        return entries.map(({ MessageBody }) => ({ to: QueueUrl, ...v.parse(Instruction, JSON.parse(MessageBody)) }));
      }),
    deleted: () => handles('DeleteMessageBatch'),
    givenBack: () => handles('ChangeMessageVisibilityBatch'),
  };
}

describe('returnDeadLetters', () => {
  it('queues the instruction with no attempt counted, then deletes the message, and gives back the others', async () => {
    const { run, order, sent, deleted, givenBack } = setUp();

    const result = await run('a');

    assert.deepEqual(result, { returned: ['a'], inBoth: [], failed: [], missing: [] });
    assert.deepEqual(
      sent().map(({ to: queue, attempt }) => [queue, attempt]),
      [[to, 0]],
    );
    assert.deepEqual(order(), ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch']);
    assert.deepEqual(deleted(), ['handle of a']);
    assert.deepEqual(givenBack(), ['handle of b', 'handle of c']);
  });

  it('deletes nothing that it could not queue', async () => {
    const { run, deleted, givenBack } = setUp({ send: awsError('AccessDeniedException', { status: 403 }) });

    const result = await run('a', 'b');

    assert.deepEqual(
      result.failed.map(({ messageId }) => messageId),
      ['a', 'b'],
    );
    assert.match(result.failed[0]?.reason ?? '', /AccessDeniedException/);
    assert.deepEqual(deleted(), []);
    assert.deepEqual(givenBack(), ['handle of a', 'handle of b', 'handle of c']);
  });

  it('says what is in both queues, because it could not be deleted', async () => {
    const { run, givenBack } = setUp({ remove: batchTaken({ Id: '0', Code: 'InternalError' }) });

    const result = await run('a');

    assert.deepInclude(result, { returned: [], inBoth: ['a'] });
    assert.include(givenBack(), 'handle of a');
  });

  it('does not return what is no instruction, and says what is not there', async () => {
    const { run, sent } = setUp();

    const result = await run('c', 'z');

    assert.deepEqual(result.failed, [{ messageId: 'c', reason: 'its body is no fix instruction' }]);
    assert.deepEqual(result.missing, ['z']);
    assert.deepEqual(sent(), []);
  });

  it('returns many, ten at a time', async () => {
    const ids = Array.from({ length: 23 }, (_, index) => `m${index}`);
    const { run, sent, deleted } = setUp({ messages: ids.map(message) });

    const result = await run(...ids);

    assert.deepEqual(result.returned, ids);
    assert.lengthOf(sent(), 23);
    assert.lengthOf(deleted(), 23);
  });

  it('holds no more at once than there is room for, and reads again for the rest', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const { client, left, sentTogether } = liveQueue([...ids.map(message), message('not asked for')]);
    const room = 2 * Buffer.byteLength(message('a').Body ?? '');

    const result = await returnDeadLetters(client, from, to, [...ids, 'z'], undefined, room);

    assert.deepEqual(result, { returned: ids, inBoth: [], failed: [], missing: ['z'] });
    assert.deepEqual(left(), ['not asked for']);
    assert.deepEqual(sentTogether(), [2, 2, 1]);
  });

  it('says what it has returned where the queue cannot be read again', async () => {
    const { client, left } = liveQueue(['a', 'b'].map(message), 'b');

    const result = await returnDeadLetters(client, from, to, ['a', 'b'], undefined, 1);

    assert.deepEqual(result.returned, ['a']);
    assert.deepEqual(
      result.failed.map(({ messageId }) => messageId),
      ['b'],
    );
    assert.match(result.failed[0]?.reason ?? '', /AccessDenied/);
    assert.deepEqual(result.missing, []);
    assert.deepEqual(left(), ['b']);
  });

  it('returns what is larger by itself than there is room for', async () => {
    const { client, left } = liveQueue(['a', 'b'].map(message));

    const result = await returnDeadLetters(client, from, to, ['a', 'b'], undefined, 1);

    assert.deepEqual(result.returned, ['a', 'b']);
    assert.deepEqual(left(), []);
  });
});

/** What is received is hidden until it is made visible again. Where only the message of one id is left, it can be read no more. */
function liveQueue(letters: readonly Message[], deniedOf?: string) {
  const there = new Map(letters.map((letter) => [letter.ReceiptHandle ?? '', letter]));
  const hidden = new Set<string>();
  const settle = (act: (handle: string) => void) => (input: unknown) => {
    for (const { ReceiptHandle } of v.parse(Entries, input).Entries) act(ReceiptHandle);
    return batchTaken()(input);
  };
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), {
    ReceiveMessage() {
      if (there.size === 1 && there.has(`handle of ${deniedOf}`)) throw awsError('AccessDenied');
      const visible = [...there].filter(([handle]) => !hidden.has(handle));
      for (const [handle] of visible) hidden.add(handle);
      return { Messages: visible.map(([, letter]) => letter) };
    },
    ChangeMessageVisibilityBatch: settle((handle) => hidden.delete(handle)),
    DeleteMessageBatch: settle((handle) => there.delete(handle)),
    SendMessageBatch: batchTaken(),
  });
  return {
    client,
    left: () => [...there.values()].map(({ MessageId }) => MessageId),
    sentTogether: () => inputsOf(calls, 'SendMessageBatch').map((input) => v.parse(Sent, input).Entries.length),
  };
}
