import { assert } from 'chai';
import * as fc from 'fast-check';
import { BlockSetting, type PublicAccessBlock } from '../../contract/resource.ts';
import { isMendable } from '../../contract/violation.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3AccountPublicAccessBlock as rule } from '../../rules/s3-account-public-access-block.ts';
import { accountBlock, allOn, noneOn } from '../support/account-blocks.ts';
import { assertFails } from '../support/assert-fails.ts';

const evaluate = (block: PublicAccessBlock | null, given: Record<string, unknown> = {}) =>
  rule.evaluate(accountBlock(block), parseParameters(rule, { publicBuckets: 'none', ...given }));
const off = (...settings: BlockSetting[]) => [{ kind: 'block-off', of: 'account', settings }];
const four = BlockSetting.options;

describe('s3-account-public-access-block', () => {
  it('is content where all four settings are on, and only there', () => {
    assert.deepEqual(evaluate(allOn), []);
    assert.deepEqual(evaluate(noneOn), off(...four));
  });

  it('takes a block that was never set for one that is off', () => {
    assert.deepEqual(evaluate(null), off(...four));
  });

  for (const setting of four) {
    it(`finds ${setting} alone`, () => {
      const violations = evaluate({ ...allOn, [setting]: false });

      assert.deepEqual(violations, off(setting));
      assert.deepEqual(violations.map(describeViolation), [`Block Public Access of the account lacks ${setting}`]);
    });
  }

  it('names them in the order of S3, however many are off', () => {
    const states = fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    });
    fc.assert(
      fc.property(states, (block) => {
        const missing = four.filter((setting) => !block[setting]);
        assert.deepEqual(evaluate(block), missing.length === 0 ? [] : off(...missing));
      }),
    );
  });

  for (const [given, settings] of [
    ['blockPublicAcls', ['blockPublicAcls']],
    // As the S3 API, and the parameters of the managed rule S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS, spell them.
    ['RestrictPublicBuckets, IgnorePublicAcls', ['ignorePublicAcls', 'restrictPublicBuckets']],
    ['blockpublicpolicy,BLOCKPUBLICPOLICY', ['blockPublicPolicy']],
  ] as const) {
    it(`asks for no more than settings=${given}`, () => {
      assert.deepEqual(evaluate(null, { settings: given }), off(...settings));
      assert.deepEqual(evaluate(allOn, { settings: given }), []);
    });
  }

  for (const given of ['', ' ', 'blockPublicAcls,', 'blockPublicAcl', 'true', 'blockPublicAcls;ignorePublicAcls']) {
    it(`refuses settings=${JSON.stringify(given)}, saying what is allowed`, () => {
      const message = `s3-account-public-access-block: settings=${JSON.stringify(given)}: must be a comma-separated list of blockPublicAcls, `;

      assertFails(() => parseParameters(rule, { settings: given }), 'PARAMETER_INVALID', message);
    });
  }

  it('leaves the account to people unless they say that no bucket is public on purpose', () => {
    const [violation, ...others] = rule.evaluate(accountBlock(noneOn), parseParameters(rule, {}));

    assert.lengthOf(others, 0);
    if (violation === undefined) assert.fail('nothing was found');
    assert.isFalse(isMendable(violation));
    assert.include(rule.parameters.publicBuckets.summary, 'no object is by its own ACL');
    assert.include(
      describeViolation(violation),
      'not mended: a bucket or object that is public on purpose would be cut off',
    );
  });
});
