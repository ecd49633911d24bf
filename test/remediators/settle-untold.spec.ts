import { assert } from 'chai';
import * as sinon from 'sinon';
import { about, after, ended, lasting, passing, setUp } from '../support/settling.ts';

describe('settle, where people cannot be told', () => {
  it('has a mend told later where the topic refuses, and names in the log what was not told', async () => {
    const { run, queue, topic, report } = setUp();
    topic.refuse = true;

    await run(ended([about('sg-1')], { outcome: 'mended', after }));

    assert.deepEqual(queue.deleted, [], 'it comes again to be told');
    assert.lengthOf(queue.retried, 1);
    sinon.assert.calledOnceWithMatch(report, 'notices were not published', { actions: ['sg-1'] });
  });

  for (const [attempt, seconds] of [
    [0, 15],
    [4, 240],
    [6, 900],
    [1343, 900],
  ] as const) {
    it(`has a mend told later where the topic refuses at attempt ${attempt}, however long it does`, async () => {
      const { run, queue, topic } = setUp();
      topic.refuse = true;
      const [message, duplicate] = [about('sg-1', attempt), about('sg-1')];

      await run(ended([message, duplicate], { outcome: 'mended', after }));

      assert.deepEqual(
        queue.retried.map(({ messageId, afterSeconds }) => [messageId, afterSeconds]),
        [[message.messageId, seconds]],
      );
      assert.deepEqual(queue.deleted, [duplicate.messageId]);
    });

    for (const [what, failure] of [
      ['will not pass', lasting],
      ['has failed too often', passing],
    ] as const) {
      if (failure.transient && attempt < 4) continue;
      it(`buries nothing that ${what} and that it could not tell at attempt ${attempt}: it is to be told alone`, async () => {
        const { run, queue, topic } = setUp();
        topic.refuse = true;

        await run(ended([about('sg-1', attempt)], { outcome: 'failed', failure }));

        assert.deepEqual(queue.deadLetters, []);
        assert.deepEqual(
          queue.retried.map(({ instruction, afterSeconds }) => [instruction.attempt, afterSeconds]),
          [[Math.max(4, attempt), seconds]],
          'as it was before the queue counts this attempt',
        );
      });
    }
  }

  it('buries in the end what could be told only after the attempts were used up', async () => {
    const { run, queue, topic } = setUp();

    await run(ended([about('sg-1', 9)], { outcome: 'failed', failure: lasting }));

    assert.deepEqual([queue.deadLetters.length, queue.retried.length, topic.told.length], [1, 0, 1]);
  });
});
