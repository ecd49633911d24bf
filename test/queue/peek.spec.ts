import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { peek, type PeekOptions } from '../../queue/peek.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../support/aws.ts';

const queueUrl = 'https://sqs/remediation';
const messages = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    MessageId: `m${from + index}`,
    ReceiptHandle: `r${from + index}`,
    Attributes: { ApproximateReceiveCount: `${index + 1}` },
  }));

const Given = v.object({
  Entries: v.array(v.object({ ReceiptHandle: v.string(), VisibilityTimeout: v.literal(0) })),
});

function setUp(receive: unknown, giveBack: unknown = batchTaken()) {
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), {
    ReceiveMessage: receive,
    ChangeMessageVisibilityBatch: giveBack,
  });
  const givenBack = () =>
    inputsOf(calls, 'ChangeMessageVisibilityBatch').flatMap((input) =>
      v.parse(Given, input).Entries.map(({ ReceiptHandle }) => ReceiptHandle),
    );
  const taken: Message[] = [];
  const look = (options: Partial<PeekOptions> = {}) =>
    peek(client, queueUrl, { expected: 1, take: (message) => taken.push(message), ...options });
  return { look, taken, calls, givenBack };
}

const handles = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

describe('peek', () => {
  it('reads until nothing is left, and gives everything back', async () => {
    const { look, taken, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, { Messages: messages(10, 3) }, {}));

    const peeked = await look();

    assert.deepEqual(taken, [...messages(0, 10), ...messages(10, 3)]);
    assert.deepEqual(givenBack(), handles(13));
    assert.deepInclude(peeked, { messages: 13, ended: 'empty', notGivenBack: 0, mostReceives: 10 });
  });

  it('deletes nothing', async () => {
    const { look, calls } = setUp(inTurn({ Messages: messages(0, 2) }, {}));

    await look();

    assert.sameMembers(
      [...new Set(calls.map(({ operation }) => operation))],
      ['ReceiveMessage', 'ChangeMessageVisibilityBatch'],
    );
  });

  it('gives back what it has read when reading fails', async () => {
    const { look, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, awsError('OverLimit')));

    const error = await look().catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'name', 'OverLimit');
    assert.deepEqual(givenBack(), handles(10));
  });

  it('gives back what it has read when whoever takes it fails', async () => {
    const { look, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, {}));

    const error = await look({ take: () => assert.fail('a fault of the taker') }).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'message', 'a fault of the taker');
    assert.deepEqual(givenBack(), handles(10));
  });

  it('waits for the receives that are under way when it is interrupted, and gives back what they bring', async () => {
    const controller = new AbortController();
    const { look, calls, givenBack } = setUp(
      inTurn({ Messages: messages(0, 10) }, () => {
        controller.abort(new Error('Ctrl-C'));
        return { Messages: messages(10, 10) };
      }),
    );

    const error = await look({ signal: controller.signal }).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'message', 'Ctrl-C');
    assert.deepEqual(givenBack(), handles(20));
    assert.lengthOf(inputsOf(calls, 'ReceiveMessage'), 2);
  });

  it('takes a message once that SQS delivers twice, and gives back both of its receipts', async () => {
    const again = [{ MessageId: 'm0', ReceiptHandle: 'r0 again' }];
    const { look, taken, givenBack } = setUp(inTurn({ Messages: messages(0, 1) }, { Messages: again }, {}));

    const peeked = await look();

    assert.lengthOf(taken, 1);
    assert.equal(peeked.messages, 1);
    assert.deepEqual(givenBack(), ['r0', 'r0 again']);
  });

  it('stops before the first ones would come round again', async () => {
    let time = 0;
    const { look, calls, givenBack } = setUp(() => {
      time += 15_000;
      return { Messages: messages(time, 10) };
    });

    const peeked = await look({ now: () => time });

    const [{ VisibilityTimeout } = {}] = inputsOf(calls, 'ReceiveMessage');
    assert.equal(peeked.ended, 'time');
    assert.isBelow(peeked.heldMs, Number(VisibilityTimeout) * 1000);
    assert.lengthOf(givenBack(), peeked.messages);
  });

  it('holds no more at once than it may', async () => {
    let read = 0;
    const { look, givenBack } = setUp(() => ({ Messages: messages((read += 10), 10) }));

    const peeked = await look({ mostMessages: 50 });

    assert.deepInclude(peeked, { ended: 'many', messages: 50 });
    assert.lengthOf(givenBack(), 50);
  });

  it('keeps from being given back what was settled meanwhile', async () => {
    const { look, givenBack } = setUp(inTurn({ Messages: messages(0, 3) }, {}));

    await look({ whileHeld: () => Promise.resolve(new Set(['r1'])) });

    assert.deepEqual(givenBack(), ['r0', 'r2']);
  });

  it('gives everything back when the work on it fails', async () => {
    const { look, givenBack } = setUp(inTurn({ Messages: messages(0, 3) }, {}));

    const error = await look({ whileHeld: () => Promise.reject(new Error('no work')) }).catch(
      (thrown: unknown) => thrown,
    );

    assert.propertyVal(error, 'message', 'no work');
    assert.deepEqual(givenBack(), handles(3));
  });

  it('still answers, and gives the others back, where some cannot be given back', async () => {
    const { look, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, { Messages: messages(10, 1) }, {}), () =>
      awsError('InternalError', { status: 500 }),
    );

    const peeked = await look();

    assert.deepInclude(peeked, { messages: 11, notGivenBack: 11 });
    assert.deepEqual(givenBack(), handles(11));
  });

  for (const [expected, receivers, holdSeconds] of [
    [0, 1, 30],
    [10, 1, 31],
    [1000, 10, 50],
    [10_000, 30, 120],
    [1_000_000, 30, 120],
  ] as const) {
    it(`reads about ${expected} with ${receivers} receivers, and holds for ${holdSeconds} s`, async () => {
      const { look, calls } = setUp({});

      await look({ expected });

      const received = inputsOf(calls, 'ReceiveMessage');
      assert.lengthOf(received, receivers);
      for (const { VisibilityTimeout } of received) assert.equal(VisibilityTimeout, holdSeconds);
    });
  }
});
