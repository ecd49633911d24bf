import { assert } from 'chai';
import { resourceKey } from '../../contract/resource-key.ts';
import { coalesce } from '../../coordinator/coalesce.ts';
import { bucketIdentity, groupIdentity, held } from '../support/instructions.ts';

const evidenceAt = (capturedAt: string) => ({ source: 'config' as const, capturedAt });

describe('coalesce', () => {
  it('makes one piece of work of all messages of a resource, whatever rule and order', () => {
    const [first, other] = [held(), held({ resource: groupIdentity('sg-2') })];
    const [second, third] = [held({ rule: 'another-rule' }), held({ attempt: 3 })];

    const pieces = coalesce([first, other, second, third]);

    assert.deepEqual(
      pieces.map(({ resource, messages }) => [resource.id, messages]),
      [
        ['sg-1', [first, second, third]],
        ['sg-2', [other]],
      ],
    );
  });

  for (const overrides of [{ accountId: '999999999999' }, { region: 'us-east-1' }]) {
    it(`keeps apart resources of the same id but another ${Object.keys(overrides).join()}`, () => {
      const pieces = coalesce([held(), held({ resource: groupIdentity('sg-1', overrides) })]);

      assert.lengthOf(pieces, 2);
    });
  }

  it('keeps apart a bucket and a group of the same id', () => {
    const keys = [bucketIdentity('x'), groupIdentity('x')].map(resourceKey);

    assert.lengthOf(new Set(keys), 2);
  });

  it('takes the identity from the newest evidence, compared as moments', () => {
    const tagged = (version: string) => groupIdentity('sg-1', { tags: { version } });

    const [piece] = coalesce([
      held({ resource: tagged('old'), evidence: evidenceAt('2026-11-20T11:30:00+02:00') }),
      held({ resource: tagged('new'), evidence: evidenceAt('2026-11-20T10:00:00Z') }),
      held({ resource: tagged('oldest'), evidence: evidenceAt('2026-11-19T23:59:59.999Z') }),
    ]);

    assert.deepEqual(piece?.resource.tags, { version: 'new' });
  });

  it('makes nothing of nothing', () => {
    assert.deepEqual(coalesce([]), []);
  });
});
