import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Invocation } from '../../coordinator/invoke-remediator.ts';
import { coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const forGroup = (id: string, overrides: Parameters<typeof instruction>[0] = {}) =>
  sqsMessage(instruction({ resource: groupIdentity(id), ...overrides }), `about ${id}`);
const crashed = (): Promise<Invocation> => Promise.resolve({ kind: 'crashed', reason: 'out of memory' });

describe('drain, where people cannot be told', () => {
  it('tells before it moves anything to the dead letters, and tells nobody of nothing', async () => {
    const { run, journal } = coordinator([sqsMessage('rubbish', 'poison'), sqsMessage('rubbish', 'more')]);

    await run();

    assert.deepEqual(journal, ['tell', 'dead-letter poison', 'dead-letter more']);
  });

  it('keeps in the queue what people cannot be told of, and works the rest', async () => {
    const { run, queue, topic, invoke, report } = coordinator([
      sqsMessage('rubbish', 'poison'),
      forGroup('sg-2'),
      sqsMessage(instruction({ remediator: 's3-account', attempt: 3 }), 'unroutable'),
    ]);
    topic.refuse = true;

    await run();

    assert.deepEqual(invokedWith(invoke), [['sg-2']]);
    assert.deepEqual(queue.deadLetters, []);
    assert.deepEqual(queue.givenBack, [{ messageId: 'poison', afterSeconds: 900 }]);
    assert.deepEqual(
      queue.putOffs.map(({ messageId, instruction: { attempt }, afterSeconds }) => [messageId, attempt, afterSeconds]),
      [['unroutable', 3, 900]],
    );
    sinon.assert.calledOnceWithMatch(report, 'notices were not published', { messageIds: ['poison', 'unroutable'] });
  });

  it('goes on with the others where one of those cannot be kept', async () => {
    const { run, queue, topic, report } = coordinator([
      sqsMessage('rubbish', 'stuck'),
      sqsMessage('rubbish', 'poison'),
    ]);
    topic.refuse = true;
    queue.refusing.add('stuck');

    await run();

    assert.deepEqual(queue.givenBack, [{ messageId: 'poison', afterSeconds: 900 }]);
    sinon.assert.calledWithMatch(report, 'message not put off', { messageId: 'stuck' });
  });

  it('keeps what has crashed five times with its attempts used up until people can be told', async () => {
    const { run, queue, topic } = coordinator([forGroup('sg-1', { attempt: 4 })], { invoke: crashed });
    topic.refuse = true;

    await run();

    assert.deepEqual(queue.deadLetters, []);
    assert.deepEqual(
      queue.putOffs.map(({ messageId, instruction: { attempt }, afterSeconds }) => [messageId, attempt, afterSeconds]),
      [['about sg-1', 5, 900]],
    );
  });
});
