import { assert } from 'chai';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Exemption } from '../../contract/exemption.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import { partsToExempt, restoreExemptions } from '../../restore/restore-exemptions.ts';
import { ruleOf } from '../../rules/registry.ts';
import { accountBlock, allOn, noneOn } from '../support/account-blocks.ts';
import { bucket } from '../support/buckets.ts';

const ruleId = 's3-account-public-access-block';
const created = new Date('2026-11-20T12:00:00Z');
const later = new Date('2026-11-20T12:00:01Z');
const terms = { restoreId: 'r', owner: 'sam', actionId: '20261119T080000Z-00000001.2', created, ms: 3_600_000 };

describe('the region of what a restore exempts', () => {
  const none = accountBlock(noneOn);
  const parts = partsToExempt({ asked: [ruleId], found: [], live: accountBlock(allOn), leadsTo: none });
  const exemptions = restoreExemptions(parts, { ...terms, resource: none });

  for (const region of [none.region, 'us-east-1']) {
    it(`is any for the account’s block, which was mended in ${none.region} and is judged in ${region} too`, () => {
      const there = { ...none, region };
      const found = ruleOf(ruleId)?.withParameters({ publicBuckets: 'none' })(there, emptyContext) ?? [];
      const list = { maxDays: 90, tagExemptions: false, exemptions };

      const { open, exempt } = applyExemptions(there, ruleId, found, list, later);

      assert.isNotEmpty(exempt);
      assert.isEmpty(open);
    });
  }

  it('is the account’s own alone', () => {
    const there = accountBlock(noneOn);
    const stranger = { ...there, accountId: '999999999999', id: '999999999999' };
    const found = ruleOf(ruleId)?.withParameters({})(stranger, emptyContext) ?? [];
    const list = { maxDays: 90, tagExemptions: false, exemptions };

    assert.isEmpty(applyExemptions(stranger, ruleId, found, list, later).exempt);
    for (const exemption of exemptions) assert.doesNotThrow(() => v.parse(Exemption, exemption));
  });

  it('is its own for everything else', () => {
    const [exemption] = restoreExemptions([{ rule: 's3-bucket-versioning', target: {} }], {
      ...terms,
      resource: bucket(),
    });

    assert.equal(exemption?.region, bucket().region);
  });
});
