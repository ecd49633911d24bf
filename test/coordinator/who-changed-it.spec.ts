import { assert } from 'chai';
import type { Instruction } from '../../contract/instruction.ts';
import { coordinator } from '../support/coordinator.ts';
import { instruction, sqsMessage } from '../support/instructions.ts';

const sam = 'arn:aws:iam::123456789012:user/sam';
const at = (time: string): string => `2026-11-20T${time}.000Z`;
const fromCall = (time: string, overrides: Partial<Instruction> = {}) =>
  sqsMessage(
    instruction({
      actor: sam,
      evidence: { source: 'cloudtrail', eventId: 'e1', eventName: 'ModifySecurityGroupRules', capturedAt: at(time) },
      ...overrides,
    }),
  );
const fromConfig = (time: string, overrides: Partial<Instruction> = {}) =>
  sqsMessage(instruction({ evidence: { source: 'config', capturedAt: at(time) }, ...overrides }));

describe('drain, of what both an API call and AWS Config told', () => {
  for (const [order, messages] of [
    ['the call first', [fromCall('11:00:00'), fromConfig('11:01:00')]],
    ['AWS Config first', [fromConfig('11:01:00'), fromCall('11:00:00')]],
    ['the call seen later', [fromConfig('11:00:00'), fromCall('11:01:00')]],
  ] as const) {
    it(`hands on one message that knows who made the call: ${order}`, async () => {
      const { run, invoke, queue } = coordinator(messages);

      await run();

      const handed = invoke.args.flatMap(([{ work }]) => work.flatMap((item) => item.messages));
      assert.deepEqual(
        handed.map(({ instruction: { actor, evidence } }) => [actor, evidence.eventId, evidence.eventName]),
        [[sam, 'e1', 'ModifySecurityGroupRules']],
      );
      assert.lengthOf(queue.deleted, 1, 'the other one, which nobody needs any more');
      assert.notInclude(queue.deleted, handed.map(({ messageId }) => messageId).at(0));
    });
  }

  const grace = { notBefore: '2026-11-21T12:00:00.000Z' };
  for (const [beginning, begins] of [
    ['of a violation that begins', { begins: true as const }],
    ['of one that AWS Config knew', {}],
  ] as const) {
    it(`puts off and announces one message that knows, ${beginning}`, async () => {
      const { run, queue, topic } = coordinator([
        fromCall('11:50:00', { ...grace, ...begins }),
        fromConfig('11:52:00', { ...grace, ...begins }),
      ]);

      await run();

      assert.deepEqual(
        queue.putOffs.map(({ instruction: { actor, evidence } }) => [actor, evidence.eventId, evidence.capturedAt]),
        [[sam, 'e1', at('11:52:00')]],
      );
      assert.lengthOf(queue.deleted, 1);
      assert.deepEqual(
        topic.told.map((notice) => (notice.kind === 'grace' ? notice.actor : notice.kind)),
        [sam],
      );
    });
  }

  it('blames nobody of a violation that ended for one that began later', async () => {
    const { run, queue } = coordinator([
      fromCall('09:00:00', grace),
      fromConfig('11:52:00', { notBefore: '2026-11-21T18:00:00.000Z', begins: true }),
    ]);

    await run();

    assert.deepEqual(
      queue.putOffs.map(({ instruction: { actor } }) => actor),
      [undefined],
    );
  });
});
