import { SNSClient } from '@aws-sdk/client-sns';
import { assert } from 'chai';
import * as v from 'valibot';
import { publishNotices } from '../../notifier/publish-notices.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering, awsError, inputsOf, inTurn, batchTaken } from '../support/aws.ts';
import { outcomeNotice } from '../support/notices.ts';

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:notices';
const Published = v.object({
  TopicArn: v.literal(topicArn),
  PublishBatchRequestEntries: v.array(v.object({ Id: v.string(), Message: v.string() })),
});

function topic(answer: unknown = batchTaken()) {
  const { client, calls } = answering(new SNSClient({ region: 'eu-west-1' }), { PublishBatch: answer });
  const batches = () =>
    inputsOf(calls, 'PublishBatch').map((input) => v.parse(Published, input).PublishBatchRequestEntries);
  return { client, batches };
}

const notices = (count: number, notes: string[] = []) =>
  Array.from({ length: count }, (_, index) => outcomeNotice({ actionId: `action-${index}`, notes }));

describe('publishNotices', () => {
  it('makes no call for no notices', async () => {
    const { client, batches } = topic();

    await publishNotices(client, topicArn, []);

    assert.deepEqual(batches(), []);
  });

  it('publishes ten to a call, each as JSON', async () => {
    const { client, batches } = topic();

    await publishNotices(client, topicArn, notices(12));

    assert.deepEqual(
      batches().map(({ length }) => length),
      [10, 2],
    );
    assert.deepEqual(
      batches()
        .flat()
        .map(({ Message }): unknown => JSON.parse(Message)),
      JSON.parse(JSON.stringify(notices(12))),
    );
  });

  it('keeps all entries of a call together below 256 KiB', async () => {
    const { client, batches } = topic();

    await publishNotices(client, topicArn, notices(10, ['€'.repeat(30_000)]));

    assert.lengthOf(batches().flat(), 10);
    for (const entries of batches()) {
      const bytes = entries.reduce((sum, { Message }) => sum + Buffer.byteLength(Message), 0);
      assert.isBelow(bytes, 262_144);
    }
  });

  it('publishes again what the topic refused', async () => {
    const { client, batches } = topic(inTurn(batchTaken({ Id: '1', Code: 'InternalError' }), batchTaken()));

    await publishNotices(client, topicArn, notices(3));

    assert.include(batches()[1]?.[0]?.Message, 'action-1');
    assert.lengthOf(batches()[1] ?? [], 1);
  });

  it('throws, the others being out, where the topic goes on refusing', async () => {
    const { client, batches } = topic(inTurn(awsError('AuthorizationErrorException'), batchTaken()));

    await assertRejects(
      publishNotices(client, topicArn, notices(12)),
      'QUEUE_SEND_FAILED',
      '10 notices were not published: AuthorizationErrorException',
    );

    assert.lengthOf(batches()[1] ?? [], 2);
  });
});
