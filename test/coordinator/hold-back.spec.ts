import { assert } from 'chai';
import * as sinon from 'sinon';
import type { GracePeriod, GraceState } from '../../contract/grace-state.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { Notice } from '../../contract/notice.ts';
import { instructionId } from '../../rules/instruct.ts';
import { coordinator, invokedWith } from '../support/coordinator.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const inSeconds = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
const tomorrow = inSeconds(86_400);
const captured = (seconds: number) => ({ source: 'config' as const, capturedAt: inSeconds(seconds) });
const forGroup = (id: string, overrides: Partial<Instruction> = {}, messageId?: string) =>
  sqsMessage(instruction({ resource: groupIdentity(id), notBefore: tomorrow, ...overrides }), messageId);
const violations: Instruction['violations'] = [{ kind: 'versioning-off', found: 'Off' }];
const id = instructionId(groupIdentity('sg-1'), 'security-group-restricted-ports');
const stateOf = (period: GracePeriod): GraceState => ({ version: 1, periods: { [id]: period } });
const endOf = (notice: Notice): string => (notice.kind === 'grace' ? notice.until : notice.kind);
const plan = { changes: [], before: ['open'], after: ['closed'], notes: ['a note'] };

describe('drain, with grace periods', () => {
  it('tells people once by when it is mended, and what would be changed', async () => {
    const found = forGroup('sg-1', { violations, plan, severity: 'low', actor: 'arn:aws:iam::1:user/sam' });
    const { run, topic, invoke } = coordinator([found]);

    await run();

    assert.deepEqual(topic.told, [
      {
        version: 1,
        kind: 'grace',
        resource: groupIdentity('sg-1'),
        rule: 'security-group-restricted-ports',
        severity: 'low',
        violations: ['versioning is off'],
        actor: 'arn:aws:iam::1:user/sam',
        before: ['open'],
        after: ['closed'],
        notes: ['a note'],
        until: tomorrow,
        at: now.toISOString(),
      },
    ]);
    sinon.assert.notCalled(invoke);
  });

  for (const [left, seconds] of [
    [86_400, 900],
    [900, 900],
    [899.2, 900],
    [61, 61],
    [0.001, 1],
  ] as const) {
    it(`puts what has ${left} seconds left back for ${seconds}, marked as announced, with no attempt counted`, async () => {
      const notBefore = inSeconds(left);
      const { run, queue } = coordinator([forGroup('sg-1', { notBefore, attempt: 2 }, 'm')]);

      await run();

      assert.deepEqual(queue.putOffs, [
        {
          messageId: 'm',
          instruction: instruction({ resource: groupIdentity('sg-1'), notBefore, attempt: 2, announced: true }),
          afterSeconds: seconds,
        },
      ]);
    });
  }

  for (const [what, notBefore] of [
    ['whose time has come', now.toISOString()],
    ['whose time has long come', inSeconds(-86_400)],
    ['without a time', undefined],
  ] as const) {
    it(`hands on at once what is ${what}, and tells nothing`, async () => {
      const message = sqsMessage(instruction(notBefore === undefined ? {} : { notBefore }));
      const { run, topic, invoke, queue } = coordinator([message]);

      await run();

      assert.deepEqual(invokedWith(invoke), [['sg-1']]);
      assert.deepEqual(topic.told, []);
      assert.deepEqual(queue.putOffs, []);
    });
  }

  it('reads what was announced only where something has a grace', async () => {
    const { run, graceStore } = coordinator([sqsMessage(instruction())]);

    await run();

    assert.equal(graceStore.reads, 0);
  });

  it('tells of the same violation once, though it is found again while its message is out of sight', async () => {
    const { run, topic, queue, arriving } = coordinator([forGroup('sg-1', { evidence: captured(-60) })]);
    arriving.push(forGroup('sg-1', { notBefore: inSeconds(90_000), evidence: captured(-10) }));

    await run();

    assert.lengthOf(topic.told, 1);
    assert.deepEqual(
      queue.putOffs.map(({ instruction: { notBefore, announced } }) => [notBefore, announced]),
      [
        [tomorrow, true],
        [tomorrow, true],
      ],
    );
  });

  it('makes one message of several, the newest, which carries the earliest end', async () => {
    const { run, topic, queue } = coordinator([
      forGroup('sg-1', { evidence: captured(-60), announced: true }, 'old'),
      forGroup('sg-1', { evidence: captured(-10), notBefore: inSeconds(90_000) }, 'new'),
    ]);

    await run();

    assert.deepEqual(
      queue.putOffs.map(({ messageId, instruction: { notBefore } }) => [messageId, notBefore]),
      [['new', tomorrow]],
    );
    assert.deepEqual(queue.deleted, ['old']);
    assert.deepEqual(topic.told, []);
  });

  it('tells of a violation that began anew, and notes it in the place of the one that ended', async () => {
    const { run, topic, graceStore } = coordinator([forGroup('sg-1', { evidence: captured(-10), begins: true })]);
    graceStore.state = stateOf({ since: inSeconds(-7200), until: inSeconds(600), begun: true });

    await run();

    assert.deepEqual(topic.told.map(endOf), [tomorrow]);
    assert.deepEqual(graceStore.state, stateOf({ since: inSeconds(-10), until: tomorrow, begun: true }));
  });

  it('does not mend, at the end of a violation that has ended, the one that began after it', async () => {
    const over = { evidence: captured(-7200), notBefore: now.toISOString(), announced: true } as const;
    const { run, invoke, queue, graceStore } = coordinator([forGroup('sg-1', over)]);
    graceStore.state = stateOf({ since: inSeconds(-10), until: tomorrow, begun: true });

    await run();

    sinon.assert.notCalled(invoke);
    assert.deepEqual(
      queue.putOffs.map(({ instruction: { notBefore } }) => notBefore),
      [tomorrow],
    );
  });

  it('shows of a violation that began anew what was found of it, whatever was tried before', async () => {
    const old = forGroup('sg-1', { evidence: captured(-7200), attempt: 3, violations: [], announced: true }, 'old');
    const anew = forGroup('sg-1', { evidence: captured(-10), begins: true, violations, notBefore: inSeconds(90_000) });
    const { run, topic, queue } = coordinator([old, anew]);

    await run();

    assert.deepEqual(topic.told.map(endOf), [inSeconds(90_000)]);
    assert.deepEqual(
      queue.putOffs.map(({ instruction: { attempt, ...rest } }) => [attempt, rest.violations]),
      [[0, violations]],
    );
    assert.deepEqual(queue.deleted, ['old']);
  });

  it('hands on what is due alone where another rule still waits for the resource', async () => {
    const { run, invoke, queue } = coordinator([
      forGroup('sg-1', { notBefore: now.toISOString() }),
      forGroup('sg-1', { rule: 'another-rule' }),
      forGroup('sg-1', { rule: 'a-third' }),
    ]);

    await run();

    const messages = invoke.args.flatMap(([{ work }]) => work.flatMap((item) => item.messages));
    assert.deepEqual(
      messages.map(({ instruction: { rule } }) => rule),
      ['security-group-restricted-ports'],
    );
    assert.lengthOf(queue.putOffs, 2);
  });

  it('hands on a message whose end is another’s with that end', async () => {
    const { run, invoke, graceStore } = coordinator([forGroup('sg-1', { evidence: captured(-10) })]);
    graceStore.state = stateOf({ since: inSeconds(-90_000), until: inSeconds(-5), begun: false });

    await run();

    const [message] = invoke.args.flatMap(([{ work }]) => work.flatMap((item) => item.messages));
    assert.equal(message?.instruction.notBefore, inSeconds(-5));
  });

  it('notes by resource and rule, whatever id a message gives itself', async () => {
    const { run, graceStore } = coordinator([forGroup('sg-1', { id: 'f'.repeat(32) })]);

    await run();

    assert.deepEqual(Object.keys(graceStore.state.periods), [id]);
  });

  it('does nothing of it with the gate closed', async () => {
    const { run, topic, queue, graceStore } = coordinator([forGroup('sg-1')], { gate: () => Promise.resolve(false) });

    await run();

    assert.deepEqual([topic.told.length, queue.putOffs.length, graceStore.reads], [0, 0, 0]);
  });
});
