import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import * as v from 'valibot';
import { Instruction, type RemediatorId } from '../../contract/instruction.ts';
import type { RemediationBatch } from '../../contract/remediation-batch.ts';
import { createBucket } from './support/buckets.ts';
import { drained } from './support/drained.ts';
import { justBefore } from './support/just-before.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

/** How long a test keeps what it takes from the queue itself. */
const heldSeconds = 1;

describe('The gate, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline();
  });
  after(() => pipeline.stop());
  /** Every test finds an empty queue and a closed gate; what a test holds comes back first. */
  afterEach(async () => {
    pipeline.account.clock.advance(heldSeconds * 1000);
    await pipeline.deployment.setAutoResponse(true);
    await pipeline.drain();
    assert.lengthOf(pipeline.queued(), 0);
    await pipeline.deployment.setAutoResponse(false);
  });

  const closed = { ...drained(0, {}), gate: 'closed' };
  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    return id;
  };
  const ssm = () => new SSMClient(pipeline.account.clientConfig());
  const setParameter = (Value: string) =>
    ssm().send(
      new PutParameterCommand({ Name: pipeline.deployment.gateParameter, Value, Type: 'String', Overwrite: true }),
    );
  const coordinatorCalls = (operation: string): number =>
    pipeline.requests.filter((request) => byPipeline(request, 'coordinator') && request.operation === operation).length;

  /** Takes everything from the queue, as a batch that a remediator accepts. */
  const takeBatch = async (remediator: RemediatorId): Promise<RemediationBatch> => {
    const sqs = new SQSClient(pipeline.account.clientConfig());
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: pipeline.deployment.queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: heldSeconds,
      }),
    );
    const work = Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => {
      const instruction = v.parse(Instruction, JSON.parse(Body));
      const message = { messageId: MessageId, receiptHandle: ReceiptHandle, instruction };
      return { resource: instruction.resource, messages: [message] };
    });
    const { accountId, region } = pipeline.account;
    return { version: 1, runId: 'by-hand', remediator, accountId, region, work };
  };

  it('keeps what was found in the queue while it is closed, also from a coordinator started by hand', async () => {
    const id = await brokenGroup();

    const answer = await pipeline.drain();

    assert.deepEqual(answer, closed);
    assert.lengthOf(pipeline.queued(id), 1);
    assert.equal(coordinatorCalls('ReceiveMessage'), 0);
    assert.deepEqual(changesOf(pipeline), []);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
  });

  const kinds: { remediator: RemediatorId; broken: () => Promise<string> }[] = [
    { remediator: 'security-group', broken: brokenGroup },
    {
      remediator: 's3-bucket',
      broken: async () => {
        const id = await createBucket(pipeline.account, 'opened-while-closed', { acl: 'public-read' });
        await pipeline.account.settled();
        return id;
      },
    },
  ];
  for (const { remediator, broken } of kinds) {
    it(`is asked by the remediator ${remediator} too: invoked directly it refuses and changes nothing`, async () => {
      const id = await broken();
      const batch = await takeBatch(remediator);
      assert.lengthOf(batch.work, 1);

      const answer = await pipeline.invoke(`remediator-${remediator}`, batch);

      const detail = 'GATE_CLOSED: enable_auto_response is off: nothing was changed';
      assert.deepEqual(answer, {
        kind: 'returned',
        value: { results: [{ resourceId: id, outcome: 'refused', detail }] },
      });
      assert.deepEqual(changesOf(pipeline, id), []);
      assert.deepEqual(toldOfMends(pipeline, id), []);
      assert.deepEqual(
        pipeline.queued(id).map(({ attempt }) => attempt),
        [0],
      );
      const again = await takeBatch(remediator);
      assert.lengthOf(again.work, 1, 'the message is to be seen again at once');
      await pipeline.invoke(`remediator-${remediator}`, again);
    });
  }

  it('changes nothing while it cannot be read, and both coordinator and remediator say so', async () => {
    const id = await brokenGroup();
    await ssm().send(new DeleteParameterCommand({ Name: pipeline.deployment.gateParameter }));

    const coordinator = await pipeline.invoke('coordinator', {});
    const batch = await takeBatch('security-group');
    const remediator = await pipeline.invoke('remediator-security-group', batch);

    const unreadable = 'the gate /configmend/enable_auto_response cannot be read, so nothing is changed';
    if (coordinator.kind !== 'threw') assert.fail('the coordinator answered');
    assert.include(coordinator.errorMessage, unreadable);
    if (remediator.kind !== 'returned') assert.fail('the remediator threw, which would cost the message an attempt');
    assert.include(JSON.stringify(remediator.value), `"outcome":"refused"`);
    for (const name of ['coordinator', 'remediator-security-group']) {
      const logs = pipeline.account.services.lambda.logs(pipeline.deployment.functionName(name));
      assert.include(logs.join('\n'), unreadable);
    }
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.lengthOf(pipeline.queued(id), 1);
  });

  for (const value of ['TRUE', '1', 'yes', 'true ', 'false', ' ']) {
    it(`is open for the word true alone: ${JSON.stringify(value)} keeps it closed`, async () => {
      await setParameter(value);

      const answer = await pipeline.drain();

      assert.deepEqual(answer, closed);
    });
  }

  it('lets the schedule start the coordinator a minute after it was opened, and no sooner', async () => {
    const id = await brokenGroup();

    await pipeline.deployment.setAutoResponse(true);
    pipeline.account.clock.advance(55_000);
    await pipeline.account.settled();
    const early = await ingressOf(pipeline.account, id);
    pipeline.account.clock.advance(5_000);
    await pipeline.account.settled();

    assert.deepEqual(early, ['tcp 22 0.0.0.0/0']);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('changes nothing where the parameter alone says that it is open: nobody works the queue, and the digest tells how the gate is', async () => {
    const id = await brokenGroup();
    await setParameter('true');

    pipeline.account.clock.advance(120_000);
    await pipeline.account.settled();
    // What looks at everything, and starts the coordinator where the gate is open.
    await pipeline.invoke('sweep', {});

    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
    assert.isAtLeast(pipeline.queued(id).length, 1);
    pipeline.slack.messages.length = 0;
    await pipeline.invoke('digest', {});
    const digest = JSON.stringify(pipeline.slack.messages);
    assert.include(digest, 'Daily digest');
    assert.include(digest, 'gate open');
  });

  it('keeps the schedule from firing once it is closed again', async () => {
    await pipeline.deployment.setAutoResponse(true);
    await pipeline.deployment.setAutoResponse(false);
    const id = await brokenGroup();
    const asked = coordinatorCalls('GetParameter');

    pipeline.account.clock.advance(90_000);
    await pipeline.account.settled();

    assert.equal(coordinatorCalls('GetParameter'), asked);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
    assert.lengthOf(pipeline.queued(id), 1);
  });

  it('stops a batch that is already on its way when it closes', async () => {
    const id = await brokenGroup();
    await pipeline.deployment.setAutoResponse(true);
    const { lambda } = pipeline.account.services;
    const closes = justBefore(lambda, { operation: 'Invoke', about: id }, async () => {
      await pipeline.deployment.setAutoResponse(false);
    });

    const answer = await pipeline.drain();

    assert.isTrue(closes());
    assert.deepEqual(answer, drained(1, { refused: 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.lengthOf(pipeline.queued(id), 1);
    assert.deepEqual(toldOfMends(pipeline, id), []);
  });
});
