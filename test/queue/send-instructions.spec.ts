import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import * as v from 'valibot';
import { messageBody, sendInstructions } from '../../queue/send-instructions.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../support/aws.ts';
import { groupIdentity, instruction } from '../support/instructions.ts';

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/remediation';
const Sent = v.object({
  QueueUrl: v.literal(queueUrl),
  Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string(), DelaySeconds: v.number() })),
});

function sqs(answer: unknown = batchTaken()) {
  const { client, calls } = answering(new SQSClient({ region: 'eu-west-1' }), { SendMessageBatch: answer });
  return { client, batches: () => inputsOf(calls, 'SendMessageBatch').map((input) => v.parse(Sent, input).Entries) };
}

const instructions = (count: number, tags: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, index) => instruction({ resource: groupIdentity(`sg-${index}`, { tags }) }));

describe('sendInstructions', () => {
  it('makes no call for no instructions', async () => {
    const { client, batches } = sqs();

    await sendInstructions(client, queueUrl, []);

    assert.deepEqual(batches(), []);
  });

  it('sends ten to a call, each as JSON, with the delay asked for', async () => {
    const { client, batches } = sqs();
    const sent = instructions(23);

    await sendInstructions(client, queueUrl, sent, 30);

    assert.deepEqual(
      batches().map(({ length }) => length),
      [10, 10, 3],
    );
    assert.deepEqual(
      batches()
        .flat()
        .map(({ MessageBody }): unknown => JSON.parse(MessageBody)),
      sent,
    );
    assert.isTrue(
      batches()
        .flat()
        .every(({ DelaySeconds }) => DelaySeconds === 30),
    );
  });

  it('keeps the bytes of one call below the quota, counted in UTF-8', async () => {
    const { client, batches } = sqs();

    await sendInstructions(client, queueUrl, instructions(5, { note: '€'.repeat(150_000) }));

    assert.deepEqual(
      batches().map(({ length }) => length),
      [2, 2, 1],
    );
    for (const entries of batches()) {
      const bytes = entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
      assert.isBelow(bytes, 1_048_576);
    }
  });

  it('writes out no more of them at once than a call takes, and the one that begins the next', async () => {
    let written = 0;
    const writtenBefore: number[] = [];
    const { client } = sqs((input: unknown) => {
      writtenBefore.push(written);
      return batchTaken()(input);
    });
    const counted = instructions(23).map((one) => ({
      ...one,
      toJSON() {
        written += 1;
        return one;
      },
    }));

    await sendInstructions(client, queueUrl, counted);

    assert.deepEqual(writtenBefore, [11, 21, 23]);
  });

  it('sends again what SQS lists as failed', async () => {
    const { client, batches } = sqs(inTurn(batchTaken({ Id: '1', Code: 'InternalError' }), batchTaken()));
    const [first, second, third] = instructions(3);

    await sendInstructions(client, queueUrl, instructions(3));

    const ids = batches().map((entries) => entries.map(({ MessageBody }): unknown => JSON.parse(MessageBody)));
    assert.deepEqual(ids, [[first, second, third], [second]]);
  });

  it('throws with the reason when SQS goes on refusing', async () => {
    const { client } = sqs(batchTaken({ Id: '0', Code: 'InternalError', Message: 'try later' }));

    const failure = await assertRejects(
      sendInstructions(client, queueUrl, instructions(2)),
      'QUEUE_SEND_FAILED',
      '1 instructions were not queued: InternalError: try later',
    );

    assert.isTrue(failure.transient);
  });

  it('sends the other batches where one call is rejected, and throws then', async () => {
    const { client, batches } = sqs(inTurn(awsError('KMS.DisabledException'), batchTaken()));

    await assertRejects(sendInstructions(client, queueUrl, instructions(12)), 'QUEUE_SEND_FAILED', 'KMS.Disabled');

    assert.deepEqual(
      batches().map(({ length }) => length),
      [10, 2],
    );
  });
});

describe('messageBody', () => {
  it('escapes the characters that SQS refuses, and reads back the same', () => {
    const given = instruction({ actor: 'a\uFFFEb\uFFFFc\u0000\uD800' });

    const body = messageBody(given);

    assert.notMatch(body, /[\uFFFE\uFFFF\uD800]/);
    assert.notInclude(body, '\u0000');
    assert.deepEqual(JSON.parse(body), given);
  });
});
