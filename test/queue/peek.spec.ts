import { type Message, SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { peek } from '../../queue/peek.ts';
import { answering, awsError, inputsOf, inTurn } from '../support/aws.ts';

const queueUrl = 'https://sqs/remediation';
const messages = (from: number, count: number): Message[] =>
  Array.from({ length: count }, (_, index) => ({ MessageId: `m${from + index}`, ReceiptHandle: `r${from + index}` }));

const Given = v.object({
  Entries: v.array(v.object({ ReceiptHandle: v.string(), VisibilityTimeout: v.literal(0) })),
});

function setUp(receive: unknown, giveBack: unknown = {}) {
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), {
    ReceiveMessage: receive,
    ChangeMessageVisibilityBatch: giveBack,
  });
  const givenBack = () =>
    inputsOf(calls, 'ChangeMessageVisibilityBatch').flatMap((input) =>
      v.parse(Given, input).Entries.map(({ ReceiptHandle }) => ReceiptHandle),
    );
  return { client, calls, givenBack };
}

const handles = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

describe('peek', () => {
  it('reads until nothing is left, and gives everything back', async () => {
    const { client, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, { Messages: messages(10, 3) }, {}));

    const read = await peek(client, queueUrl);

    assert.deepEqual(read, messages(0, 13));
    assert.deepEqual(givenBack(), handles(13));
  });

  it('deletes nothing', async () => {
    const { client, calls } = setUp(inTurn({ Messages: messages(0, 2) }, {}));

    await peek(client, queueUrl);

    assert.sameMembers(
      [...new Set(calls.map(({ operation }) => operation))],
      ['ReceiveMessage', 'ChangeMessageVisibilityBatch'],
    );
  });

  it('gives back what it has read when reading fails', async () => {
    const { client, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, awsError('OverLimit')));

    const error = await peek(client, queueUrl).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'name', 'OverLimit');
    assert.deepEqual(givenBack(), handles(10));
  });

  it('comes to an end where the first messages have become visible again', async () => {
    const { client, calls } = setUp(
      inTurn({ Messages: messages(0, 10) }, { Messages: messages(10, 10) }, { Messages: messages(0, 10) }),
    );

    const read = await peek(client, queueUrl);

    assert.lengthOf(read, 20);
    assert.lengthOf(inputsOf(calls, 'ReceiveMessage'), 3);
  });

  it('still answers, and gives the others back, where some cannot be given back', async () => {
    const { client, givenBack } = setUp(inTurn({ Messages: messages(0, 10) }, { Messages: messages(10, 1) }, {}), () =>
      awsError('InternalError', { status: 500 }),
    );

    assert.lengthOf(await peek(client, queueUrl), 11);
    assert.deepEqual(givenBack(), handles(11));
  });
});
