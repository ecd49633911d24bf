import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { assert } from 'chai';
import { queueArn, startPolled } from '../support/polled.ts';
import { assertRefused } from '../support/refusal.ts';

const windowed = { BatchSize: 100, MaximumBatchingWindowInSeconds: 60 };
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures' as const] };

describe('An event source mapping', () => {
  let polled: Awaited<ReturnType<typeof startPolled>>;
  const start = async (options: Parameters<typeof startPolled>[0] = {}) => {
    polled = await startPolled(options);
  };
  afterEach(() => polled.stop());
  const settled = () => polled.pending.settled();

  it('is answered as it was created, and as the service fills it in', async () => {
    await start();

    const created = await polled.map({ ...windowed, ...reporting, ScalingConfig: { MaximumConcurrency: 2 } });
    const { UUID = '' } = created;
    const read = await polled.sdk.send(new GetEventSourceMappingCommand({ UUID }));

    assert.match(UUID, /^[0-9a-f-]{36}$/);
    assert.include(created, { State: 'Creating', EventSourceArn: queueArn, FunctionArn: polled.functionArn });
    assert.deepInclude(read, {
      State: 'Enabled',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 60,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      LastModified: new Date(Math.floor(polled.clock.now())),
    });
  });

  it('is listed by its queue and by its function, and gone once it is deleted', async () => {
    await start();
    const { UUID = '' } = await polled.map();
    const list = async (FunctionName?: string, EventSourceArn?: string) => {
      const asked = { ...(FunctionName ? { FunctionName } : {}), ...(EventSourceArn ? { EventSourceArn } : {}) };
      const { EventSourceMappings = [] } = await polled.sdk.send(new ListEventSourceMappingsCommand(asked));
      return EventSourceMappings.map((mapping) => mapping.UUID);
    };

    const listed = [await list(), await list('poller'), await list(undefined, queueArn), await list(undefined, 'x')];
    const deleted = await polled.sdk.send(new DeleteEventSourceMappingCommand({ UUID }));
    await polled.queue.send('nobody polls');
    await settled();

    assert.deepEqual(listed, [[UUID], [UUID], [UUID], []]);
    assert.equal(deleted.State, 'Deleting');
    assert.deepEqual(await list(), []);
    assert.deepEqual(polled.batches(), []);
    await assertRefused(polled.sdk.send(new GetEventSourceMappingCommand({ UUID })), 'ResourceNotFoundException');
  });

  it('gathers for its window, from the first message on, into one batch', async () => {
    await start({ visibilitySeconds: 120 });
    await polled.map(windowed);

    await polled.queue.send('one');
    polled.clock.advance(59_000);
    await polled.queue.send('two');
    const early = polled.batches();
    polled.clock.advance(1000);
    await settled();

    assert.deepEqual(early, []);
    assert.deepEqual(polled.batches(), [['one', 'two']]);
    assert.deepEqual(await polled.queue.counts(), [0, 0, 0]);
  });

  it('closes its window when the account is to settle, and no time passes', async () => {
    for (const frozen of [true, false]) {
      await start({ frozen });
      await polled.map(windowed);
      const before = polled.clock.now();

      await polled.queue.sendMany(20);
      await settled();

      assert.lengthOf(polled.batches(), 1);
      assert.lengthOf(polled.batches()[0] ?? [], 20);
      assert.isBelow(polled.clock.now() - before, 30_000);
      if (frozen) await polled.stop();
    }
  });

  it('does not wait for its window once the batch is full', async () => {
    await start();
    await polled.map({ BatchSize: 15, MaximumBatchingWindowInSeconds: 300 });

    await polled.queue.sendMany(20);
    await settled();

    assert.deepEqual(
      polled.batches().map(({ length }) => length),
      [15, 5],
    );
  });

  it('keeps a batch within the 6 MiB of an invocation', async () => {
    await start();
    await polled.map(windowed);

    for (let sent = 0; sent < 8; sent += 1) await polled.queue.send('x'.repeat(1_000_000));
    await settled();

    assert.deepEqual(
      polled.batches().map(({ length }) => length),
      [6, 2],
    );
  });

  it('deletes what the function has finished, and leaves the rest to its visibility timeout', async () => {
    await start({ answer: `return { batchItemFailures: [{ itemIdentifier: Records[1].messageId }] };` });
    await polled.map({ ...windowed, ...reporting });

    await polled.queue.send('one');
    await polled.queue.send('two');
    await polled.queue.send('three');
    await settled();
    const counts = await polled.queue.counts();
    polled.clock.advance(59_000);
    await settled();
    const early = polled.batches().length;
    polled.clock.advance(1000);
    await settled();

    assert.deepEqual(counts, [0, 1, 0]);
    assert.equal(early, 1);
    assert.deepEqual(polled.batches()[1], ['two']);
  });

  const answers: readonly [what: string, answer: string, reports: boolean, left: number][] = [
    ['nothing', 'return null;', true, 0],
    ['no failures', 'return { batchItemFailures: [] };', true, 0],
    ['failures that nobody asked for', 'return { batchItemFailures: [{ itemIdentifier: "x" }] };', false, 0],
    ['a failure of what was not in the batch', 'return { batchItemFailures: [{ itemIdentifier: "x" }] };', true, 2],
    ['a failure without a name', 'return { batchItemFailures: [{ itemIdentifier: "" }] };', true, 2],
    ['what is no answer', 'return "done";', true, 2],
    ['an error', 'throw new Error("broken");', true, 2],
  ];
  for (const [what, answer, reports, left] of answers) {
    it(`leaves ${left} of 2 messages where the function answers ${what}`, async () => {
      await start({ answer });
      await polled.map({ ...windowed, ...(reports ? reporting : {}) });

      await polled.queue.send('one');
      await polled.queue.send('two');
      await settled();

      assert.deepEqual(await polled.queue.counts(), [0, left, 0]);
    });
  }

  it('waits for a function that has no room, and gathers no second batch for it', async () => {
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 20));';
    await start({ answer: wait, reservedConcurrency: 1, frozen: false });
    await polled.map({ BatchSize: 1 });

    await polled.queue.sendMany(4);
    await settled();

    assert.deepEqual(
      polled.batches().map(({ length }) => length),
      [1, 1, 1, 1],
    );
    assert.deepEqual(await polled.queue.counts(), [0, 0, 0]);
  });

  it('does not poll while it is disabled, and takes what waited when it is enabled', async () => {
    await start();
    const { UUID } = await polled.map({ ...windowed, Enabled: false });
    await polled.queue.send('one');
    await settled();
    const before = polled.batches();

    const updated = await polled.sdk.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await settled();

    assert.deepEqual(before, []);
    assert.include(updated, { State: 'Updating', BatchSize: 100 });
    assert.deepEqual(polled.batches(), [['one']]);
  });

  it('polls with the function’s role, and takes nothing that it may not', async () => {
    await start();
    await polled.map(windowed);
    polled.denied.add('ReceiveMessage');

    await polled.queue.send('one');
    await settled();

    assert.deepEqual(polled.asked, ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage']);
    assert.deepEqual(await polled.queue.counts(), [1, 0, 0]);
    assert.match(polled.lambda.logs('poller').at(-1) ?? '', /not allowed: ReceiveMessage/);
  });

  describe('is refused', () => {
    beforeEach(() => start({ visibilitySeconds: 5 }));

    it('where the queue hides messages for a shorter time than the function may run', () =>
      assertRefused(polled.map(), 'InvalidParameterValueException', /visibility timeout: 5 seconds is less than/));

    it('where the role may not delete', async () => {
      polled.denied.add('DeleteMessage');

      await assertRefused(polled.map(), 'InvalidParameterValueException', /permissions to call DeleteMessage/);
    });

    const wrong: readonly [what: string, input: object, code: string][] = [
      ['a large batch without a window', { BatchSize: 11 }, 'InvalidParameterValueException'],
      ['a window of more than five minutes', { MaximumBatchingWindowInSeconds: 301 }, 'InvalidParameterValueException'],
      ['a batch of none', { BatchSize: 0 }, 'InvalidParameterValueException'],
      ['a concurrency of one', { ScalingConfig: { MaximumConcurrency: 1 } }, 'InvalidParameterValueException'],
      ['a queue that is not there', { EventSourceArn: `${queueArn}x` }, 'InvalidParameterValueException'],
      ['a function that is not there', { FunctionName: 'nobody' }, 'ResourceNotFoundException'],
      ['a stream', { EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/s' }, 'NotImplemented'],
    ];
    for (const [what, input, code] of wrong) {
      it(`with ${what}`, () =>
        assertRefused(
          polled.sdk.send(
            new CreateEventSourceMappingCommand({ EventSourceArn: queueArn, FunctionName: 'poller', ...input }),
          ),
          code,
        ));
    }
  });

  it('is there once for a queue and a function', async () => {
    await start();
    const { UUID = '' } = await polled.map();

    await assertRefused(polled.map(), 'ResourceConflictException', new RegExp(UUID));
  });
});
