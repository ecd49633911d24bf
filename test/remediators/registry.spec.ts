import { assert } from 'chai';
import * as v from 'valibot';
import { RemediatorId } from '../../contract/instruction.ts';
import { remediatorOf, remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { bucket } from '../support/buckets.ts';
import { securityGroup } from '../support/security-groups.ts';

const limits = { rulesPerGroup: 60 };
const resources = [securityGroup([]), bucket(), accountBlock(null)];

describe('the registry of remediators', () => {
  it('holds exactly these, one for each kind of resource', () => {
    assert.deepEqual(
      remediators.map(({ id }) => id),
      ['security-group', 's3-bucket', 's3-account'],
    );
    const types = remediators.map(({ resourceType }) => resourceType);
    assert.lengthOf(new Set(types), types.length);
  });

  it('has one for every id that an instruction can name', () => {
    for (const id of RemediatorId.options) assert.equal(remediatorOf(id)?.id, id);
  });

  for (const remediator of remediators) {
    describe(remediator.id, () => {
      it('has an id that instructions know', () => {
        assert.isTrue(v.is(RemediatorId, remediator.id));
      });

      it('mends what some rule finds', () => {
        const ids = rules.flatMap(({ mend }) => ('by' in mend ? [mend.by] : []));
        assert.include(ids, remediator.id);
      });

      it('names IAM actions one by one, reads and changes', () => {
        for (const action of remediator.iamActions) assert.match(action, /^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
        assert.isTrue(remediator.iamActions.some((action) => /:(Get|Describe)/.test(action)));
        assert.lengthOf(new Set(remediator.iamActions), remediator.iamActions.length);
      });

      it('plans nothing where nothing is wrong, and throws for another type', () => {
        assert.include(
          resources.map(({ type }) => type),
          remediator.resourceType,
        );
        for (const resource of resources) {
          if (resource.type === remediator.resourceType) {
            assert.deepEqual(remediator.plan(resource, [], limits).changes, []);
          } else assert.throws(() => remediator.plan(resource, [], limits), TypeError, 'cannot mend');
        }
      });
    });
  }
});
