import { assert } from 'chai';
import * as sinon from 'sinon';
import { beginMending } from '../../remediators/mending.ts';
import { willRetry } from '../../remediators/settle.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { about, after, ended, lasting, passing, setUp } from '../support/settling.ts';

describe('settle', () => {
  it('tells before it deletes', async () => {
    const { run, journal } = setUp();
    const message = about('sg-1');

    await run(ended([message], { outcome: 'mended', after }));

    assert.deepEqual(journal, ['tell', `delete ${message.messageId}`]);
  });

  it('deletes together all that went well, duplicates as well, before it comes to what failed', async () => {
    const { run, journal } = setUp();
    const [first, second, third, failed] = [about('sg-1'), about('sg-1'), about('sg-2'), about('sg-3')];

    await run(
      ended([failed], { outcome: 'failed', failure: passing }),
      ended([first, second], { outcome: 'nothing-to-do', after }),
      ended([third], { outcome: 'exempt', after }),
    );

    assert.deepEqual(journal.slice(-4), [
      `delete ${first.messageId}`,
      `delete ${second.messageId}`,
      `delete ${third.messageId}`,
      `retry ${failed.messageId}`,
    ]);
  });

  it('is silent where there was nothing to do', async () => {
    const { run, topic, journal } = setUp();

    await run(ended([about('sg-1')], { outcome: 'nothing-to-do', after }));

    assert.deepEqual(topic.told, []);
    assert.notInclude(journal, 'tell');
  });

  it('gives back as they were the messages of what was refused', async () => {
    const { run, queue } = setUp();
    const [first, second] = [about('sg-1', 2), about('sg-1')];

    await run(ended([first, second], { outcome: 'refused', failure: passing }));

    assert.deepEqual(
      queue.givenBack,
      [first, second].map(({ messageId }) => ({ messageId, afterSeconds: 0 })),
    );
  });

  it('retries one message of each instruction after the same delay, and deletes the duplicates', async () => {
    const { run, queue } = setUp();
    const [first, duplicate] = [about('sg-1', 3), about('sg-1')];
    const other = held({ resource: groupIdentity('sg-1'), rule: 'web-rule' });

    await run(ended([duplicate, first, other], { outcome: 'failed', failure: passing }));

    assert.sameDeepMembers(
      queue.retried.map(({ messageId, afterSeconds }) => [messageId, afterSeconds]),
      [
        [first.messageId, 120],
        [other.messageId, 120],
      ],
    );
    assert.deepEqual(queue.deleted, [duplicate.messageId]);
  });

  it('sends to the dead letters what will not pass, once for duplicates, and keeps the instruction whole', async () => {
    const { run, queue, topic } = setUp();
    const [first, duplicate] = [about('sg-1'), about('sg-1')];

    await run(ended([first, duplicate], { outcome: 'partly-mended', failure: lasting, after }));

    assert.deepEqual(
      queue.deadLetters.map(({ messageId, code, message }) => [messageId, code, message]),
      [[first.messageId, 'CHANGE_DENIED', 'AccessDenied: no']],
    );
    assert.deepEqual(JSON.parse(queue.deadLetters[0]?.body ?? ''), first.instruction);
    assert.deepEqual(queue.deleted, [duplicate.messageId]);
    assert.lengthOf(topic.told, 1);
  });

  it('settles as failed all that there is, where only rules that asked for nothing are not done', async () => {
    const { run, queue } = setUp();
    const message = held({ resource: groupIdentity('sg-1'), rule: 'web-rule' });

    await run(ended([message], { outcome: 'failed', failure: lasting, compliant: ['web-rule'] }));

    assert.deepEqual(queue.deleted, []);
    assert.lengthOf(queue.deadLetters, 1);
  });

  it('settles the others where one message cannot be settled, and never rejects', async () => {
    const { run, queue, report } = setUp();
    const [stuck, retried, buried] = [about('sg-1'), about('sg-2'), about('sg-3')];
    queue.refusing.add(stuck.messageId);

    await run(
      ended([stuck], { outcome: 'failed', failure: passing }),
      ended([retried], { outcome: 'failed', failure: passing }),
      ended([buried], { outcome: 'failed', failure: lasting }),
    );

    assert.lengthOf(queue.retried, 1);
    assert.lengthOf(queue.deadLetters, 1);
    sinon.assert.calledOnceWithMatch(report, 'message not queued again', {
      messageId: stuck.messageId,
      resourceId: 'sg-1',
    });
  });

  it('still retries and buries where the messages of what went well cannot be deleted', async () => {
    const { run, queue, report } = setUp();
    const stuck = about('sg-1');
    queue.refusing.add(stuck.messageId);

    await run(
      ended([stuck], { outcome: 'mended', after }),
      ended([about('sg-2')], { outcome: 'failed', failure: passing }),
    );

    assert.lengthOf(queue.retried, 1);
    sinon.assert.calledOnceWithMatch(report, 'messages not deleted');
  });

  it('leaves alone, and reports, a resource without an outcome: its messages come again', async () => {
    const { run, queue, report, journal } = setUp();

    await run(beginMending(work(about('sg-1')), []));

    assert.deepEqual(journal, []);
    assert.deepEqual(queue.deleted, []);
    sinon.assert.calledOnceWithMatch(report, 'a resource has no outcome', { resourceId: 'sg-1' });
  });
});

describe('willRetry', () => {
  for (const [attempt, failure, expected] of [
    [0, passing, true],
    [3, passing, true],
    [4, passing, false],
    [99, passing, false],
    [0, lasting, false],
  ] as const) {
    it(`is ${expected} after attempt ${attempt} that failed with ${failure.code}`, () => {
      assert.equal(willRetry(ended([about('sg-1', attempt)], { outcome: 'failed', failure })), expected);
    });
  }

  it('counts by the message of the most attempts', () => {
    const messages = [about('sg-1'), about('sg-1', 4)];

    assert.isFalse(willRetry(ended(messages, { outcome: 'failed', failure: passing })));
  });

  it('does not count a message whose rule is done with', () => {
    const done = held({ resource: groupIdentity('sg-1'), rule: 'web-rule', attempt: 4 });

    const mending = ended([about('sg-1'), done], { outcome: 'failed', failure: passing, compliant: ['web-rule'] });

    assert.isTrue(willRetry(mending));
  });
});
