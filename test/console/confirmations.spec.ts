import { assert } from 'chai';
import type { ConsoleAction } from '../../console/console-action.ts';
import { confirmWithinMs, createConfirmations } from '../../console/confirmations.ts';

const prepared = { preview: { title: '', lines: [], conflicts: [] }, carryOut: () => Promise.resolve([]) };
const open: ConsoleAction = { kind: 'gate', open: true };

describe('a confirmation', () => {
  it('is for exactly the action that was shown, whatever the order of its fields', () => {
    const confirmations = createConfirmations();
    const restore: ConsoleAction = { kind: 'restore', action: '20261120T120000Z-0000000f.0', force: true };
    const same: ConsoleAction = { force: true, action: '20261120T120000Z-0000000f.0', kind: 'restore' };

    assert.equal(confirmations.redeem(confirmations.issue(restore, prepared), same), prepared);
    for (const other of [open, { kind: 'restore', action: '20261120T120000Z-0000000f.0' }] satisfies ConsoleAction[]) {
      assert.isUndefined(confirmations.redeem(confirmations.issue(restore, prepared), other));
    }
  });

  it('serves once, also where it was for something else', () => {
    const confirmations = createConfirmations();
    const nonce = confirmations.issue(open, prepared);

    assert.isUndefined(confirmations.redeem(nonce, { kind: 'gate', open: false }));
    assert.isUndefined(confirmations.redeem(nonce, open));
  });

  it('is over after two minutes', () => {
    let now = 0;
    const confirmations = createConfirmations(() => now);
    const [early, late] = [confirmations.issue(open, prepared), confirmations.issue(open, prepared)];

    now = confirmWithinMs - 1;
    assert.equal(confirmations.redeem(early, open), prepared);
    now = confirmWithinMs;
    assert.isUndefined(confirmations.redeem(late, open));
  });

  it('is dropped, the oldest first, where many are open', () => {
    const confirmations = createConfirmations();
    const [first = '', ...others] = Array.from({ length: 51 }, () => confirmations.issue(open, prepared));

    assert.isUndefined(confirmations.redeem(first, open));
    assert.equal(confirmations.redeem(others.at(-1) ?? '', open), prepared);
    assert.lengthOf(new Set(others), 50);
  });
});
