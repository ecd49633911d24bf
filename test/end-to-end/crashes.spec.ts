import { assert } from 'chai';
import { drained } from './support/drained.ts';
import { ledgerOf } from './support/ledger.ts';
import { type Pipeline, pollMs, startPipeline } from './support/pipeline.ts';
import { byPipeline, changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

/** Enough for a new execution environment to work a batch. */
const remediatorMs = 1000;

describe('A remediator that does not answer, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({ open: true, remediatorMs });
  });
  after(() => pipeline.stop());

  const brokenGroup = async (): Promise<string> => {
    const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
    await pipeline.account.settled();
    return id;
  };
  /** The remediator waits for the answer to that call until its time is over; `when` picks the call. */
  const hang = (operation: string, when: () => boolean = () => true): void => {
    pipeline.account.faults.inject({
      operation,
      when: (call) => byPipeline(call, 'remediator') && when(),
      fault: { kind: 'delay', ms: 2 * remediatorMs },
      times: 1,
    });
  };

  const slowOnce = (operation: string, ms: number): void => {
    pipeline.account.faults.inject({
      operation,
      when: (call) => byPipeline(call, 'coordinator'),
      fault: { kind: 'delay', ms },
      times: 1,
    });
  };
  const loseInvocation = (when: 'before' | 'after'): void => {
    pipeline.account.faults.inject({
      operation: 'Invoke',
      when: (call) => byPipeline(call, 'coordinator'),
      fault: { kind: 'lose', when },
      times: 1,
    });
  };

  it('in its time has its messages counted and queued again, and they are mended later', async () => {
    const ids = [await brokenGroup(), await brokenGroup()];
    hang('DescribeSecurityGroups');

    const first = await pipeline.drain();
    const attempts = pipeline.queued().map(({ attempt }) => attempt);
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();

    assert.deepEqual(first, drained(2, {}, { unanswered: 2 }));
    assert.deepEqual(attempts, [1, 1]);
    assert.deepEqual(second, drained(2, { mended: 2 }));
    for (const id of ids) {
      assert.deepEqual(await ingressOf(pipeline.account, id), []);
      assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
      assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    }
    const log = pipeline.account.services.lambda.logs('configmend-coordinator').join('\n');
    assert.include(log, 'remediator gave no report');
    assert.include(log, 'Task timed out after 1.00 seconds');
    assert.deepEqual(pipeline.deadLetters(), []);
  });

  it('in its time, for the fifth time, has its message put with the dead letters, and people are told', async () => {
    const id = await brokenGroup();
    const [found] = pipeline.queued(id);
    if (found === undefined) assert.fail('nothing was queued');
    await pipeline.send({ ...found, attempt: 4 });
    hang('DescribeSecurityGroups');

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(2, {}, { unanswered: 1 }));
    const [buried, ...others] = pipeline.deadLetters();
    assert.lengthOf(others, 0);
    assert.equal(buried?.code, 'ATTEMPTS_EXHAUSTED');
    assert.include(buried?.reason, 'Task timed out');
    assert.deepEqual(toldOfMends(pipeline, id), ['Dead letter']);
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(changesOf(pipeline, id), []);
  });

  it('after its change has the mend told, and its entry ended, by the next one', async () => {
    const id = await brokenGroup();
    hang('DescribeSecurityGroups', () => changesOf(pipeline, id).length > 0);

    const first = await pipeline.drain();
    pipeline.account.clock.advance(15_000);
    const second = await pipeline.drain();

    assert.deepEqual(first, drained(1, {}, { unanswered: 1 }));
    assert.deepEqual(second, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    const [entry, ...others] = await ledgerOf(pipeline, id);
    assert.lengthOf(others, 0);
    assert.deepEqual(
      entry?.map(({ finishedAt, actions }) => [finishedAt === undefined, actions[0]?.outcome, actions[0]?.plan.before]),
      [
        [true, undefined, ['tcp 22 from 0.0.0.0/0']],
        [false, 'mended', ['tcp 22 from 0.0.0.0/0']],
      ],
    );
    assert.deepEqual(pipeline.queued(), []);
  });

  it('to a batch of the last moment leaves the coordinator the time to count it', async () => {
    const id = await brokenGroup();
    slowOnce('ReceiveMessage', pollMs - 300);
    slowOnce('SendMessageBatch', 600);
    hang('DescribeSecurityGroups');

    const answer = await pipeline.drain();
    const attempts = pipeline.queued(id).map(({ attempt }) => attempt);
    pipeline.account.clock.advance(15_000);
    await pipeline.drain();

    assert.deepEqual(answer, drained(1, {}, { unanswered: 1 }));
    assert.deepEqual(attempts, [1]);
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
  });

  it('because the answer was lost has its resources left alone, and has settled them itself', async () => {
    const id = await brokenGroup();
    loseInvocation('after');

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, {}, { unanswered: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(pipeline.queued(), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('because it was never reached is called again when the hold on its messages has ended', async () => {
    const id = await brokenGroup();
    loseInvocation('before');

    const first = await pipeline.drain();
    const tooSoon = await pipeline.drain();
    pipeline.account.clock.advance(900_000);
    const second = await pipeline.drain();

    assert.deepEqual([first, tooSoon], [drained(1, {}, { unanswered: 1 }), drained(0, {})]);
    assert.deepEqual(second, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });
});
