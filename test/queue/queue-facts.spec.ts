import { SQSClient } from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { queueFacts } from '../../queue/queue-facts.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { answering } from '../support/aws.ts';

const factsOf = (Attributes: Record<string, string> | undefined) =>
  queueFacts(
    answering(new SQSClient({ region: 'eu-west-1' }), { GetQueueAttributes: { Attributes } }).client,
    'https://q',
  );

const arn = 'arn:aws:sqs:eu-west-1:123456789012:dead';
const counts = {
  ApproximateNumberOfMessages: '7',
  ApproximateNumberOfMessagesNotVisible: '2',
  ApproximateNumberOfMessagesDelayed: '1',
};

describe('queueFacts', () => {
  it('counts what is visible, in flight and delayed', async () => {
    assert.deepEqual(await factsOf(counts), { visible: 7, inFlight: 2, delayed: 1 });
  });

  for (const maxReceiveCount of [1000, '1000']) {
    it(`knows the redrive policy, with the count as a ${typeof maxReceiveCount}`, async () => {
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount });

      assert.deepInclude(await factsOf({ ...counts, RedrivePolicy }), { maxReceiveCount: 1000, deadLetterArn: arn });
    });
  }

  it('refuses a redrive policy that is no JSON by name', async () => {
    await assertRejects(factsOf({ ...counts, RedrivePolicy: '{' }), 'READ_FAILED', 'SQS answered in a form');
  });

  it('takes an answer without attributes for an empty queue', async () => {
    assert.deepEqual(await factsOf(undefined), { visible: 0, inFlight: 0, delayed: 0 });
  });
});
