import { assert } from 'chai';
import type { ActionRecord } from '../../contract/ledger-entry.ts';
import type { Resource } from '../../contract/resource.ts';
import { baseState } from '../../restore/base-state.ts';
import { planRestore } from '../../restore/plan-restore.ts';
import { recordedAs } from '../../restore/recorded-as.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { assertFails } from '../support/assert-fails.ts';
import { bucket } from '../support/buckets.ts';
import { securityGroup } from '../support/security-groups.ts';

const resources: readonly Resource[] = [securityGroup([]), bucket(), accountBlock(null)];

/** An action on the resource that changed nothing. */
const found = (before: Resource): Pick<ActionRecord, 'before' | 'plan' | 'calls'> => ({
  before,
  plan: { changes: [], before: [], after: [], notes: [] },
  calls: [],
});

for (const resource of resources) {
  describe(`restoring a ${resource.type}`, () => {
    it('has nothing to do where the mend changed nothing', () => {
      const { plan, conflicts, leadsTo } = planRestore({
        before: resource,
        after: undefined,
        live: resource,
        made: [],
      });

      assert.deepEqual([plan.changes, conflicts, leadsTo], [[], [], resource]);
    });

    for (const other of resources.filter(({ type }) => type !== resource.type)) {
      const refusal = `${other.id} is a ${other.type}, and the action is about a ${resource.type}`;

      it(`is refused where what is live or was left is a ${other.type}`, () => {
        const given = { before: resource, after: resource, live: resource, made: [] };

        assertFails(() => planRestore({ ...given, live: other }), 'RESTORE_REFUSED', refusal);
        assertFails(() => planRestore({ ...given, after: other }), 'RESTORE_REFUSED', refusal);
      });

      it(`is refused where an action that went on with it found a ${other.type}`, () => {
        assertFails(() => baseState(found(resource), [found(other)]), 'RESTORE_REFUSED', refusal);
      });

      it(`is not done by a ${other.type}`, () => {
        const { isRestored } = planRestore({ before: resource, after: undefined, live: resource, made: [] });

        assert.deepEqual([isRestored(resource), isRestored(other)], [true, false]);
      });
    }

    it('takes a resource of its kind as it is', () => {
      assert.strictEqual(recordedAs(resource.type, resource), resource);
    });
  });
}
