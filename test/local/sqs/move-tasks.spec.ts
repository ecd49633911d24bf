import {
  CancelMessageMoveTaskCommand,
  DeleteQueueCommand,
  type ListMessageMoveTasksResultEntry,
  ListMessageMoveTasksCommand,
  ResourceNotFoundException,
  StartMessageMoveTaskCommand,
  type StartMessageMoveTaskCommandInput,
  type StartMessageMoveTaskCommandOutput,
} from '@aws-sdk/client-sqs';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { createTestQueue, type ServedSqs, startSqs, type TestQueue } from '../support/sqs.ts';

describe('message move tasks of the local SQS', () => {
  let served: ServedSqs;
  let dead: TestQueue;
  let source: TestQueue;
  beforeEach(async () => {
    served = await startSqs();
    dead = await createTestQueue(served.sqs, 'dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    source = await createTestQueue(served.sqs, 'source', { RedrivePolicy });
  });
  afterEach(() => served.stop());

  const deadLetter = async (count: number): Promise<void> => {
    await source.sendMany(count);
    for (let round = 0; round <= count / 10; round++) await source.receive({ VisibilityTimeout: 0 });
    while ((await source.counts())[0] > 0) await source.receive();
  };
  const start = (more: Partial<StartMessageMoveTaskCommandInput> = {}): Promise<StartMessageMoveTaskCommandOutput> =>
    served.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn, ...more }));
  const latest = async (): Promise<ListMessageMoveTasksResultEntry> => {
    const { Results = [] } = await served.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }));
    return Results[0] ?? {};
  };

  it('puts messages back where they came from, as new messages', async () => {
    await deadLetter(2);
    const [before] = served.queues.inspect(dead.arn);
    served.clock.advance(60_000);

    await start();
    served.clock.advance(0);

    const [after] = served.queues.inspect(source.arn);
    assert.deepEqual(await dead.counts(), [0, 0, 0]);
    assert.deepEqual(await source.counts(), [2, 0, 0]);
    assert.equal(after?.body, before?.body);
    assert.notEqual(after?.messageId, before?.messageId);
    assert.deepInclude(after, { sentAt: served.clock.now(), receiveCount: 0, deadLetterSourceArn: undefined });
    assert.deepEqual(await latest(), {
      Status: 'COMPLETED',
      SourceArn: dead.arn,
      ApproximateNumberOfMessagesMoved: 2,
      ApproximateNumberOfMessagesToMove: 2,
      StartedTimestamp: served.clock.now(),
    });
  });

  it('moves to a queue of choice, no faster than told, and can be cancelled', async () => {
    const other = await createTestQueue(served.sqs, 'other');
    await deadLetter(5);

    const { TaskHandle } = await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 1 });
    assert.deepInclude(await latest(), { Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesMoved: 0 });
    served.clock.advance(2000);
    const cancelled = await served.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    served.clock.advance(60_000);

    assert.equal(cancelled.ApproximateNumberOfMessagesMoved, 3);
    const task = await latest();
    assert.deepInclude(task, { Status: 'CANCELLED', MaxNumberOfMessagesPerSecond: 1, DestinationArn: other.arn });
    assert.notProperty(task, 'TaskHandle');
    assert.deepEqual(await other.counts(), [3, 0, 0]);
    assert.deepEqual(await dead.counts(), [2, 0, 0]);
    await assertRefused(served.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle })), 'UnsupportedOperation');
  });

  it('allows one running task for a queue', async () => {
    await deadLetter(3);
    await start({ MaxNumberOfMessagesPerSecond: 1 });

    await assertRefused(start(), 'InvalidParameterValue', /already a task running/);
  });

  it('fails when the destination is deleted under it', async () => {
    const other = await createTestQueue(served.sqs, 'other');
    await deadLetter(3);
    await start({ DestinationArn: other.arn, MaxNumberOfMessagesPerSecond: 1 });
    served.clock.advance(0);

    await served.sqs.send(new DeleteQueueCommand({ QueueUrl: other.url }));
    served.clock.advance(1000);

    assert.deepInclude(await latest(), {
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
      ApproximateNumberOfMessagesMoved: 1,
    });
    assert.deepEqual(await dead.counts(), [2, 0, 0]);
  });

  it('cannot tell where a message belongs that was sent to the dead-letter queue directly', async () => {
    await dead.send('by hand');

    await start();
    served.clock.advance(0);

    assert.deepInclude(await latest(), { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource' });
    assert.deepEqual(await dead.counts(), [1, 0, 0]);
  });

  it('refuses a source that is nobody’s dead-letter queue', async () => {
    await assertRefused(start({ SourceArn: source.arn }), 'InvalidParameterValue', /configured as a Dead Letter Queue/);
  });

  it('refuses queues that do not exist', async () => {
    const absent = `${dead.arn}-absent`;
    for (const [call, parameter] of [
      [start({ SourceArn: absent }), /SourceArn/],
      [start({ DestinationArn: absent }), /DestinationArn/],
    ] as const) {
      const error = await refusalOf(call);
      assert.instanceOf(error, ResourceNotFoundException);
      assert.match(error.message, parameter);
    }
  });

  it('refuses handles that name no task', async () => {
    const unknown = Buffer.from(JSON.stringify({ taskId: 'x', sourceArn: dead.arn })).toString('base64');

    const cancel = (TaskHandle: string): Promise<unknown> =>
      served.sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));

    await assertRefused(cancel('made up'), 'InvalidParameterValue', /TaskHandle/);
    await assertRefused(cancel(unknown), 'ResourceNotFoundException', /Task does not exist/);
  });
});
