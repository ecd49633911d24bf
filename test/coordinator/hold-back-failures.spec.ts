import { assert } from 'chai';
import * as sinon from 'sinon';
import type { GracePeriod, GraceState } from '../../contract/grace-state.ts';
import type { Instruction } from '../../contract/instruction.ts';
import { instructionId } from '../../rules/instruct.ts';
import { coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const inSeconds = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
const tomorrow = inSeconds(86_400);
const captured = (seconds: number) => ({ source: 'config' as const, capturedAt: inSeconds(seconds) });
const forGroup = (id: string, overrides: Partial<Instruction> = {}, messageId?: string) =>
  sqsMessage(instruction({ resource: groupIdentity(id), notBefore: tomorrow, ...overrides }), messageId);
const id = instructionId(groupIdentity('sg-1'), 'security-group-restricted-ports');
const stateOf = (period: GracePeriod): GraceState => ({ version: 1, periods: { [id]: period } });

describe('drain, with grace periods that go wrong', () => {
  it('tells, notes and only then queues anew and deletes', async () => {
    const { run, journal } = coordinator([
      forGroup('sg-1', { evidence: captured(-60) }, 'a'),
      forGroup('sg-1', { evidence: captured(-10) }, 'b'),
    ]);

    await run();

    assert.deepEqual(journal, ['tell', 'put off b', 'delete a']);
  });

  it('gives back what could not be told, as it is, and works the rest', async () => {
    const { run, topic, queue, graceStore, invoke, report } = coordinator([
      forGroup('sg-1', {}, 'm'),
      forGroup('sg-2', { announced: true }, 'known'),
      forGroup('sg-3', { notBefore: now.toISOString() }),
    ]);
    topic.refuse = true;

    await run();

    assert.deepEqual(queue.givenBack, [{ messageId: 'm', afterSeconds: 60 }]);
    assert.deepEqual(
      queue.putOffs.map(({ messageId }) => messageId),
      ['known'],
    );
    assert.notProperty(graceStore.state.periods, id);
    assert.deepEqual(invokedWith(invoke), [['sg-3']]);
    sinon.assert.calledWith(report, 'grace was not announced', sinon.match({ resources: ['sg-1'] }));
  });

  it('mends nothing that has a grace, and tells nothing, where it is not known what was told', async () => {
    const messages = [
      forGroup('sg-1', {}, 'a'),
      forGroup('sg-2', { notBefore: inSeconds(-60) }, 'b'),
      sqsMessage(instruction({ resource: groupIdentity('sg-3') })),
    ];
    const { run, topic, queue, graceStore, invoke, report } = coordinator(messages);
    graceStore.unreadable = true;

    await run();

    assert.deepEqual(queue.givenBack, [
      { messageId: 'a', afterSeconds: 60 },
      { messageId: 'b', afterSeconds: 60 },
    ]);
    assert.deepEqual(topic.told, []);
    assert.deepEqual(invokedWith(invoke), [['sg-3']]);
    sinon.assert.calledWith(report, 'grace periods are not known, so what has one waits');
  });

  for (const trouble of ['unwritable', 'contended'] as const) {
    it(`goes on with what was told where the state is ${trouble}: the message says it too`, async () => {
      const { run, queue, graceStore } = coordinator([forGroup('sg-1')]);
      graceStore[trouble] = true;

      await run();

      assert.deepEqual(
        queue.putOffs.map(({ instruction: { announced } }) => announced),
        [true],
      );
    });
  }

  it('keeps the other messages where one cannot be queued anew', async () => {
    const { run, queue, report } = coordinator([
      forGroup('sg-1', { evidence: captured(-60) }, 'a'),
      forGroup('sg-1', { evidence: captured(-10) }, 'b'),
    ]);
    queue.refusing.add('b');

    await run();

    assert.deepEqual(queue.deleted, []);
    sinon.assert.calledWith(report, 'messages not put off', sinon.match({ messageIds: ['b'] }));
  });

  it('reads the state once in a run, and writes it once for a round', async () => {
    const { run, graceStore, arriving } = coordinator(['sg-1', 'sg-2', 'sg-3'].map((name) => forGroup(name)));
    arriving.push(forGroup('sg-4'));

    await run();

    assert.deepEqual([graceStore.reads, graceStore.writes], [1, 2]);
    assert.lengthOf(Object.keys(graceStore.state.periods), 4);
  });

  it('writes nothing where all is known already', async () => {
    const { run, graceStore } = coordinator([forGroup('sg-1', { announced: true, evidence: captured(-10) })]);
    graceStore.state = stateOf({ since: inSeconds(-10), until: tomorrow, begun: false });

    await run();

    assert.equal(graceStore.writes, 0);
  });
});
