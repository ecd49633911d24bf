import {
  AddPermissionCommand,
  CreateQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { assertRefused } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('what the local SQS refuses of queues', () => {
  let served: ServedSqs;
  let queue: TestQueue;
  before(async () => {
    served = await startSqs();
    queue = await createTestQueue(served.sqs, 'work');
  });
  after(() => served.stop());

  for (const { name, refused } of [
    { name: 'work.fifo', refused: 'NotImplemented' },
    { name: 'two words', refused: 'InvalidParameterValue' },
    { name: 'x'.repeat(81), refused: 'InvalidParameterValue' },
  ]) {
    it(`creates no queue called ${name.slice(0, 12)}: ${refused}`, async () => {
      await assertRefused(served.sqs.send(new CreateQueueCommand({ QueueName: name })), refused);
    });
  }

  const target = 'arn:aws:sqs:eu-west-1:111122223333:absent';
  const elsewhere = 'arn:aws:sqs:us-east-1:111122223333:absent';
  const attributes: [string, Partial<Record<QueueAttributeName, string>>, string, RegExp][] = [
    ['a FIFO queue', { FifoQueue: 'true' }, 'NotImplemented', /FifoQueue/],
    ['too long a timeout', { VisibilityTimeout: '43201' }, 'InvalidAttributeValue', /VisibilityTimeout/],
    ['a fraction', { DelaySeconds: '1.5' }, 'InvalidAttributeValue', /DelaySeconds/],
    ['too short a retention', { MessageRetentionPeriod: '59' }, 'InvalidAttributeValue', /MessageRetentionPeriod/],
    ['too large a message', { MaximumMessageSize: '1048577' }, 'InvalidAttributeValue', /MaximumMessageSize/],
    ['a policy that is no JSON', { Policy: '{' }, 'InvalidAttributeValue', /Policy/],
    ['a policy that is no object', { Policy: '[]' }, 'InvalidAttributeValue', /Policy/],
    ['half a boolean', { SqsManagedSseEnabled: 'yes' }, 'InvalidAttributeValue', /SqsManagedSseEnabled/],
    [
      'two kinds of encryption',
      { KmsMasterKeyId: 'k', SqsManagedSseEnabled: 'true' },
      'InvalidAttributeName',
      /one type/,
    ],
    [
      'a redrive policy without target',
      { RedrivePolicy: '{"maxReceiveCount":3}' },
      'InvalidParameterValue',
      /mandatory attribute: deadLetterTargetArn/,
    ],
    ['a redrive policy that is no JSON', { RedrivePolicy: 'x' }, 'InvalidParameterValue', /unsupported format/],
    [
      'a redrive policy to no ARN',
      { RedrivePolicy: '{"deadLetterTargetArn":"dummy","maxReceiveCount":3}' },
      'InvalidParameterValue',
      /Invalid value for deadLetterTargetArn/,
    ],
    [
      'a redrive policy of no receives',
      { RedrivePolicy: `{"deadLetterTargetArn":"${target}","maxReceiveCount":0}` },
      'InvalidParameterValue',
      /1 to 1000/,
    ],
    [
      'a redrive policy to nowhere',
      { RedrivePolicy: `{"deadLetterTargetArn":"${target}","maxReceiveCount":"3"}` },
      'InvalidParameterValue',
      /does not exist/,
    ],
    [
      'a redrive policy to another region',
      { RedrivePolicy: `{"deadLetterTargetArn":"${elsewhere}","maxReceiveCount":3}` },
      'InvalidParameterValue',
      /same account and region/,
    ],
    [
      'an allow policy by queue without queues',
      { RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' },
      'InvalidParameterValue',
      /RedriveAllowPolicy/,
    ],
  ];
  for (const [what, Attributes, refused, message] of attributes) {
    it(`does not take ${what}: ${refused}`, async () => {
      await assertRefused(
        served.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes })),
        refused,
        message,
      );
    });
  }

  it('does not become the dead-letter queue of a source it does not allow', async () => {
    const dead = await createTestQueue(served.sqs, 'closed', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });

    await assertRefused(
      createTestQueue(served.sqs, 'source', { RedrivePolicy }),
      'InvalidParameterValue',
      /does not allow/,
    );
  });

  it('names an operation that it lacks', async () => {
    const call = new AddPermissionCommand({ QueueUrl: queue.url, Label: 'l', AWSAccountIds: ['1'], Actions: ['*'] });

    await assertRefused(served.sqs.send(call), 'NotImplemented', /sqs:AddPermission/);
  });

  it('names a member that it lacks instead of passing over it', async () => {
    const call = new ReceiveMessageCommand({ QueueUrl: queue.url, ReceiveRequestAttemptId: 'again' });

    await assertRefused(served.sqs.send(call), 'NotImplemented', /ReceiveRequestAttemptId/);
  });

  it('refuses an address that is no queue', async () => {
    const call = new ReceiveMessageCommand({ QueueUrl: `${served.settings().endpoint}/work` });

    await assertRefused(served.sqs.send(call), 'InvalidAddress');
  });
});
