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
