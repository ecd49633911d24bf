import { assert } from 'chai';
import { burstLimit, mergeBurst } from '../../notifier/merge-burst.ts';
import { complianceChange, deadLetterNotice, outcomeNotice } from '../support/notices.ts';

const mended = { kind: 'notice', notice: outcomeNotice() } as const;
const dead = { kind: 'notice', notice: deadLetterNotice() } as const;
const changes = (count: number) =>
  Array.from({ length: count }, (_, index) => complianceChange({ resourceId: `b${index}` }));

describe('mergeBurst', () => {
  it('leaves ten compliance changes as they are', () => {
    const announcements = [mended, ...changes(burstLimit)];

    assert.deepEqual(mergeBurst(announcements), announcements);
  });

  it('makes one of eleven, in the place of the first, and nothing else changes', () => {
    const [first, ...others] = changes(burstLimit + 1);
    assert.isDefined(first);

    const merged = mergeBurst([mended, ...(first === undefined ? [] : [first]), dead, ...others]);

    assert.deepEqual(merged, [mended, { kind: 'compliance-burst', changes: changes(burstLimit + 1) }, dead]);
  });

  it('takes another limit', () => {
    assert.deepEqual(mergeBurst(changes(3), 2), [{ kind: 'compliance-burst', changes: changes(3) }]);
  });
});
