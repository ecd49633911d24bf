import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs } from '../support/sqs.ts';
import { accountId } from '../support/served.ts';

describe('queues of the local SQS', () => {
  let served: ServedSqs;
  beforeEach(async () => {
    served = await startSqs();
  });
  afterEach(() => served.stop());

  const attributesOf = async (QueueUrl: string): Promise<Record<string, string>> => {
    const { Attributes } = await served.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes ?? {};
  };

  it('builds the URL from the host that the client reached it by', async () => {
    const { QueueUrl } = await served.sqs.send(new CreateQueueCommand({ QueueName: 'work' }));

    assert.equal(QueueUrl, `${served.settings().endpoint}/${accountId}/work`);
  });

  it('has the defaults of AWS', async () => {
    const { url, arn } = await createTestQueue(served.sqs, 'work');

    const seconds = String(Math.floor(served.clock.now() / 1000));
    assert.deepEqual(await attributesOf(url), {
      QueueArn: arn,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: seconds,
      LastModifiedTimestamp: seconds,
      DelaySeconds: '0',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    });
  });

  it('answers only the attributes that are asked for, and none without a name', async () => {
    const { url: QueueUrl } = await createTestQueue(served.sqs, 'work');

    const one = await served.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout', 'Policy'] }),
    );
    const none = await served.sqs.send(new GetQueueAttributesCommand({ QueueUrl }));

    assert.deepEqual(one.Attributes, { VisibilityTimeout: '30' });
    assert.isUndefined(none.Attributes);
  });

  it('creates the same queue again without error, and keeps what it holds', async () => {
    const first = await createTestQueue(served.sqs, 'work', { VisibilityTimeout: '60' });
    await first.send('kept');

    const again = await createTestQueue(served.sqs, 'work', { VisibilityTimeout: '60' });
    const unasked = await createTestQueue(served.sqs, 'work');

    assert.equal(again.url, first.url);
    assert.equal(unasked.url, first.url);
    assert.deepEqual(await first.counts(), [1, 0, 0]);
  });

  it('refuses a queue of the same name with another attribute', async () => {
    await createTestQueue(served.sqs, 'work', { VisibilityTimeout: '60' });

    const error = await refusalOf(createTestQueue(served.sqs, 'work', { VisibilityTimeout: '61' }));

    assert.instanceOf(error, QueueNameExists);
    assert.match(error.message, /different value for attribute VisibilityTimeout/);
  });

  it('surfaces a missing queue as the SDK class, with the code of the query wire', async () => {
    const QueueUrl = `${served.settings().endpoint}/${accountId}/absent`;

    for (const call of [
      served.sqs.send(new GetQueueUrlCommand({ QueueName: 'absent' })),
      served.sqs.send(new ReceiveMessageCommand({ QueueUrl })),
    ]) {
      const error = await refusalOf(call);
      assert.instanceOf(error, QueueDoesNotExist);
      assert.propertyVal(error, 'Code', 'AWS.SimpleQueueService.NonExistentQueue');
    }
  });

  it('keeps the queues of accounts and regions apart', async () => {
    await createTestQueue(served.sqs, 'work');

    const elsewhere = served.client({ region: 'us-east-1' });
    const other = served.client({ accountId: '999988887777' });

    assert.isUndefined((await elsewhere.send(new ListQueuesCommand({}))).QueueUrls);
    assert.isUndefined((await other.send(new ListQueuesCommand({}))).QueueUrls);
  });

  it('lists by prefix, in pages when a page size is given', async () => {
    for (const name of ['b-1', 'a-1', 'a-2', 'a-3']) await createTestQueue(served.sqs, name);

    const first = await served.sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 2 }));
    const NextToken = first.NextToken;
    const second = await served.sqs.send(
      new ListQueuesCommand({ QueueNamePrefix: 'a-', MaxResults: 2, ...(NextToken && { NextToken }) }),
    );
    const whole = await served.sqs.send(new ListQueuesCommand({}));

    const names = [first, second, whole].map(({ QueueUrls = [] }) => QueueUrls.map((url) => url.split('/').at(-1)));
    assert.deepEqual(names, [['a-1', 'a-2'], ['a-3'], ['a-1', 'a-2', 'a-3', 'b-1']]);
    assert.isString(NextToken);
    assert.isUndefined(second.NextToken);
    assert.isUndefined(whole.NextToken);
  });

  it('lists the queues a dead-letter queue serves', async () => {
    const dead = await createTestQueue(served.sqs, 'dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
    const source = await createTestQueue(served.sqs, 'source', { RedrivePolicy });

    const { queueUrls } = await served.sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }));

    assert.deepEqual(queueUrls, [source.url]);
  });

  it('takes a deleted name again only after 60 seconds', async () => {
    const { url: QueueUrl } = await createTestQueue(served.sqs, 'work');
    await served.sqs.send(new DeleteQueueCommand({ QueueUrl }));

    await assertRefused(createTestQueue(served.sqs, 'work'), 'QueueDeletedRecently');
    await assertRefused(served.sqs.send(new ReceiveMessageCommand({ QueueUrl })), 'QueueDoesNotExist');
    served.clock.advance(60_000);
    const again = await createTestQueue(served.sqs, 'work');

    assert.deepEqual(await again.counts(), [0, 0, 0]);
  });

  it('purges messages in every state, once a minute', async () => {
    const queue = await createTestQueue(served.sqs, 'work');
    await queue.sendMany(3);
    await queue.send('later', { DelaySeconds: 60 });
    await queue.receiveOne();

    await served.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));

    assert.deepEqual(await queue.counts(), [0, 0, 0]);
    await assertRefused(served.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url })), 'PurgeQueueInProgress');
    served.clock.advance(60_000);
    await served.sqs.send(new PurgeQueueCommand({ QueueUrl: queue.url }));
  });

  it('sets attributes, takes a policy away by the empty string, and says when it was modified', async () => {
    const { url: QueueUrl } = await createTestQueue(served.sqs, 'work', { Policy: '{"Statement":[]}' });
    served.clock.advance(5000);

    await served.sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl,
        Attributes: { Policy: '', KmsMasterKeyId: 'alias/mine', DelaySeconds: '7' },
      }),
    );

    const attributes = await attributesOf(QueueUrl);
    assert.include(attributes, { KmsMasterKeyId: 'alias/mine', SqsManagedSseEnabled: 'false', DelaySeconds: '7' });
    assert.notProperty(attributes, 'Policy');
    assert.equal(Number(attributes['LastModifiedTimestamp']) - Number(attributes['CreatedTimestamp']), 5);
  });

  it('tags queues', async () => {
    const { QueueUrl } = await served.sqs.send(new CreateQueueCommand({ QueueName: 'work', tags: { a: '1', b: '2' } }));
    await served.sqs.send(new TagQueueCommand({ QueueUrl, Tags: { b: '3', c: '4' } }));
    await served.sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }));

    const { Tags } = await served.sqs.send(new ListQueueTagsCommand({ QueueUrl }));

    assert.deepEqual(Tags, { b: '3', c: '4' });
  });
});
