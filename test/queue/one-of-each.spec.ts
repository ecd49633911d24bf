import { assert } from 'chai';
import { oneOfEach } from '../../queue/one-of-each.ts';
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
