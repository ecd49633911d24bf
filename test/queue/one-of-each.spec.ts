import { assert } from 'chai';
import type { Instruction } from '../../contract/instruction.ts';
import { oneForAll, oneOfEach, standingFor } from '../../queue/one-of-each.ts';
import { held } from '../support/instructions.ts';

describe('oneOfEach', () => {
  it('keeps of each instruction the message of the most attempts', () => {
    const [first, second, other] = [held({ attempt: 1 }), held({ attempt: 3 }), held({ rule: 'another-rule' })];
    const third = held({ attempt: 2 });

    const { kept, duplicates } = oneOfEach([first, second, other, third]);

    assert.deepEqual(kept, [second, other]);
    assert.deepEqual(duplicates, [first, third]);
  });

  it('keeps the newest evidence of equal attempts, and does not go by the id that a message gives itself', () => {
    const evidence = (capturedAt: string) => ({ source: 'config' as const, capturedAt });
    const old = held({ evidence: evidence('2026-11-20T10:00:00.000Z') });
    const recent = held({ evidence: evidence('2026-11-20T11:00:00.000Z') });
    const forged = held({ rule: 'another-rule', id: old.instruction.id, attempt: 9 });

    const { kept, duplicates } = oneOfEach([old, recent, forged]);

    assert.sameMembers(kept, [recent, forged]);
    assert.deepEqual(duplicates, [old]);
  });

  it('loses no message, and keeps the first of equals', () => {
    const messages = [held(), held(), held()];

    const { kept, duplicates } = oneOfEach(messages);

    assert.deepEqual(kept, messages.slice(0, 1));
    assert.deepEqual(duplicates, messages.slice(1));
  });

  it('takes no messages', () => {
    assert.deepEqual(oneOfEach([]), { kept: [], duplicates: [] });
  });
});

const at = (minute: number, call: Partial<Instruction['evidence']> = {}): Instruction['evidence'] => ({
  source: call.eventId === undefined ? 'config' : 'cloudtrail',
  ...call,
  capturedAt: `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`,
});
const call = { eventId: 'e1', eventName: 'AuthorizeSecurityGroupIngress', sourceAddress: '198.51.100.7' };
const [sam, kim] = ['arn:aws:iam::123456789012:user/sam', 'arn:aws:iam::123456789012:user/kim'];

describe('oneForAll', () => {
  const found = held({ evidence: at(1, call), actor: sam });
  const recorded = held({ evidence: at(2) });

  for (const [order, messages] of [
    ['after', [found, recorded]],
    ['before', [recorded, found]],
  ] as const) {
    it(`keeps who made which call where AWS Config’s newer message comes ${order} the one that knows`, () => {
      const { kept, duplicates } = oneForAll(messages);

      assert.deepEqual(duplicates, [found]);
      assert.deepEqual(kept, [
        {
          ...recorded,
          instruction: { ...recorded.instruction, actor: sam, evidence: { ...call, ...recorded.instruction.evidence } },
        },
      ]);
    });
  }

  it('keeps it where the one that knows is the newer one', () => {
    const later = held({ evidence: at(3, call), actor: sam });

    assert.deepEqual(oneForAll([recorded, later]), { kept: [later], duplicates: [recorded] });
  });

  it('keeps it where the one that was tried more often does not know', () => {
    const tried = held({ evidence: at(0), attempt: 2 });

    const [kept] = oneForAll([found, tried]).kept;

    assert.deepInclude(kept?.instruction, { actor: sam, attempt: 2 });
    assert.equal(kept?.receiptHandle, tried.receiptHandle);
  });

  it('names all that may have been, the oldest as the one whose message it is where that knows of none', () => {
    const second = held({ evidence: at(1, { eventId: 'e2' }), actor: kim });

    const [kept] = oneForAll([second, recorded, found]).kept;

    assert.equal(kept?.instruction.evidence.eventId, 'e2', 'of the same time, the first');
    assert.deepEqual(kept?.instruction.otherCalls, [{ eventId: 'e1', actor: sam }]);
  });

  it('takes the same event twice for one', () => {
    const again = held({ evidence: at(1, call), actor: sam });

    assert.deepEqual(oneForAll([found, again]).kept, [found]);
  });

  it('has nothing of another rule’s message', () => {
    const other = held({ rule: 'another-rule', evidence: at(1, call), actor: sam });

    assert.deepEqual(oneForAll([recorded, other]), { kept: [recorded, other], duplicates: [] });
  });

  it('leaves everything else of a message as it is, so that a forged one changes words alone', () => {
    const forged = held({ evidence: at(0, { eventId: 'forged' }), actor: 'mallory', violations: [], severity: 'low' });

    const [kept] = oneForAll([recorded, forged]).kept;

    const { actor, evidence, ...instruction } = kept?.instruction ?? assert.fail('nothing is kept');
    const { evidence: own, ...same } = recorded.instruction;
    assert.deepEqual(instruction, same);
    assert.deepInclude(evidence, own);
    assert.equal(actor, 'mallory');
  });
});

describe('standingFor', () => {
  it('names twenty other calls at most, however often it is done', () => {
    let message = held({ evidence: at(0, { eventId: 'own' }) });
    for (let round = 0; round < 3; round += 1) {
      const others = Array.from({ length: 15 }, (_, n) => held({ evidence: at(n, { eventId: `e${round}-${n}` }) }));
      message = standingFor(message, others);
    }

    assert.lengthOf(message.instruction.otherCalls ?? [], 20);
    assert.equal(message.instruction.evidence.eventId, 'own');
  });

  it('is the message itself where the others know nothing more', () => {
    const message = held({ evidence: at(0, call), actor: sam });

    assert.strictEqual(standingFor(message, [held({ evidence: at(1) }), held({ evidence: at(2, call) })]), message);
  });
});
