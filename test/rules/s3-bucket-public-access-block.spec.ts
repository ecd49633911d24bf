import { assert } from 'chai';
import * as fc from 'fast-check';
import { emptyContext } from '../../contract/context.ts';
import { type Bucket, BlockSetting } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { register } from '../../rules/registered-rule.ts';
import { s3BucketPublicAccessBlock } from '../../rules/s3-bucket-public-access-block.ts';
import { allOff, allOn, allow, allUsersUri, apiItem, bucket, groupGrant, policy } from '../support/buckets.ts';

const evaluate = (resource: Bucket, accountBlock: typeof allOn | null = null): Violation[] =>
  register(s3BucketPublicAccessBlock).withParameters({})(resource, { ...emptyContext, accountBlock });

describe('s3-bucket-public-access-block', () => {
  it('is content with a bucket that has all four settings on', () => {
    assert.isEmpty(evaluate(bucket({ publicAccessBlock: allOn })));
  });

  it('names the settings that are off, in the order of S3, for every mixture', () => {
    const block = fc.record({
      blockPublicAcls: fc.boolean(),
      ignorePublicAcls: fc.boolean(),
      blockPublicPolicy: fc.boolean(),
      restrictPublicBuckets: fc.boolean(),
    });
    fc.assert(
      fc.property(block, (publicAccessBlock) => {
        const off = BlockSetting.options.filter((setting) => !publicAccessBlock[setting]);

        const violations = evaluate(bucket({ publicAccessBlock }));

        assert.deepEqual(violations, off.length === 0 ? [] : [{ kind: 'block-off', of: 'bucket', settings: off }]);
      }),
    );
  });

  it('judges the bucket itself, also where the account blocks everything', () => {
    assert.lengthOf(evaluate(bucket({ publicAccessBlock: allOff }), allOn), 1);
  });

  it('takes the absence of the settings in an item for all four off', () => {
    const [violation] = evaluate(bucketFromItem(parseConfigurationItem(apiItem())));

    assert.deepEqual(violation, { kind: 'block-off', of: 'bucket', settings: [...BlockSetting.options] });
  });

  const openPolicy = policy(allow({ Sid: 'Open', Principal: '*' }), allow({ Sid: 'Partner' }));
  for (const [what, resource, reason] of [
    ['a public policy', bucket({ policy: openPolicy }), '"Open" is public'],
    ['a policy that cannot be judged', bucket({ policy: '{' }), 'cannot be judged and may be public'],
    ['a public grant', bucket({ grants: [groupGrant(allUsersUri)] }), 'the ACL grants READ to everyone'],
  ] as const) {
    it(`leaves a bucket with ${what} to people, who are told who would be cut off`, () => {
      const [violation, ...others] = evaluate(resource);

      assert.isEmpty(others);
      assert.include(violation === undefined ? '' : describeViolation(violation), reason);
      assert.isFalse(violation !== undefined && isMendable(violation));
    });
  }

  it('mends where what is public is without effect already', () => {
    const [byAccount] = evaluate(bucket({ policy: openPolicy, grants: [groupGrant(allUsersUri)] }), allOn);
    const [byBucket] = evaluate(
      bucket({ policy: openPolicy, publicAccessBlock: { ...allOff, restrictPublicBuckets: true } }),
    );

    for (const violation of [byAccount, byBucket]) assert.isTrue(violation !== undefined && isMendable(violation));
  });
});
