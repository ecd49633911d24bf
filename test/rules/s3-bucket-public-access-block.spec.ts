import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Context, emptyContext } from '../../contract/context.ts';
import { type Bucket, BlockSetting, type Grant, Ownership } from '../../contract/resource.ts';
import { isMendable, type Violation } from '../../contract/violation.ts';
import { bucketFromItem } from '../../resources/bucket-from-item.ts';
import { parseConfigurationItem } from '../../resources/configuration-item.ts';
import { describeViolation } from '../../rules/annotation.ts';
import { register } from '../../rules/registered-rule.ts';
import { s3BucketPublicAccessBlock } from '../../rules/s3-bucket-public-access-block.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  allOff,
  allOn,
  allow,
  allUsersUri,
  apiItem,
  bucket,
  groupGrant,
  ownerGrant,
  policy,
} from '../support/buckets.ts';

type AccountBlock = Context['accountBlock'];
const evaluate = (resource: Bucket, accountBlock: AccountBlock = null, parameters = {}): Violation[] =>
  register(s3BucketPublicAccessBlock).withParameters(parameters)(resource, { ...emptyContext, accountBlock });
const off = (...settings: BlockSetting[]): Violation => ({ kind: 'block-off', of: 'bucket', settings });
const left = (unmendable: string, ...settings: BlockSetting[]): Violation => ({
  kind: 'block-off',
  of: 'bucket',
  settings,
  unmendable,
});
const enforced = { ownership: 'BucketOwnerEnforced' } as const;
const unused = { objectAcls: 'unused' };
const blocks = fc.record({
  blockPublicAcls: fc.boolean(),
  ignorePublicAcls: fc.boolean(),
  blockPublicPolicy: fc.boolean(),
  restrictPublicBuckets: fc.boolean(),
});

describe('s3-bucket-public-access-block', () => {
  it('is content with a bucket that has all four settings on', () => {
    assert.isEmpty(evaluate(bucket({ publicAccessBlock: allOn })));
  });

  it('names the settings that are off, in the order of S3, for every mixture', () => {
    fc.assert(
      fc.property(blocks, (publicAccessBlock) => {
        const settings = BlockSetting.options.filter((setting) => !publicAccessBlock[setting]);

        const violations = evaluate(bucket({ ...enforced, publicAccessBlock }));

        assert.deepEqual(violations, settings.length === 0 ? [] : [off(...settings)]);
      }),
    );
  });

  it('judges the bucket itself, also where the account blocks everything', () => {
    assert.deepEqual(evaluate(bucket({ publicAccessBlock: allOff }), allOn), [off(...BlockSetting.options)]);
  });

  it('takes the absence of the settings in an item for all four off', () => {
    const [violation] = evaluate(bucketFromItem(parseConfigurationItem(apiItem())), null, unused);

    assert.deepEqual(violation, off(...BlockSetting.options));
  });

  const ofObjects = 'an object may be public by its own ACL (the parameter objectAcls says that none is)';
  const ofUploads = 'uploads with a public ACL would be refused (the parameter objectAcls says that there are none)';
  const acls = ['blockPublicAcls', 'ignorePublicAcls'] as const;
  const policies = ['blockPublicPolicy', 'restrictPublicBuckets'] as const;
  for (const ownership of ['ObjectWriter', 'BucketOwnerPreferred'] as const) {
    it(`leaves the settings about ACLs to people while objects may be public by theirs: ${ownership}`, () => {
      assert.deepEqual(evaluate(bucket({ ownership })), [left(ofObjects, ...acls), off(...policies)]);
    });

    it(`mends all four where somebody has made sure that none is: ${ownership}`, () => {
      assert.deepEqual(evaluate(bucket({ ownership }), null, unused), [off(...BlockSetting.options)]);
    });
  }

  it('takes object ownership that is not known for ACLs that are enabled', () => {
    assert.deepEqual(evaluate(bucket({ ownership: 'unknown' })), [
      left(`object ownership could not be read, and ${ofObjects}`, ...acls),
      off(...policies),
    ]);
  });

  it('does not refuse uploads with a public ACL unasked, though it would be ignored', () => {
    const publicAccessBlock = { ...allOff, ignorePublicAcls: true };
    const expected = [left(ofUploads, 'blockPublicAcls'), off(...policies)];

    assert.deepEqual(evaluate(bucket({ publicAccessBlock })), expected);
    assert.deepEqual(evaluate(bucket(), publicAccessBlock), [
      left(ofUploads, 'blockPublicAcls'),
      off('ignorePublicAcls', ...policies),
    ]);
  });

  it('asks for ownership, which no item of AWS Config has', () => {
    assert.include(s3BucketPublicAccessBlock.needs, 'ownership');
    assert.include(s3BucketPublicAccessBlock.iamActions, 's3:GetBucketOwnershipControls');
  });

  for (const objectAcls of ['', 'none', 'blocked', 'Unused']) {
    it(`refuses objectAcls=${JSON.stringify(objectAcls)}, saying what is allowed`, () => {
      const message = `objectAcls=${JSON.stringify(objectAcls)}: must be unproven or unused`;

      assertFails(() => evaluate(bucket(), null, { objectAcls }), 'PARAMETER_INVALID', message);
    });
  }

  const byOrganisation = policy(
    allow({ Sid: 'Org', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } } }),
  );
  const doubt = 'policy Statement[0] "Org" may be public to AWS: AWS does not list aws:SourceOrgID';

  it('leaves the settings about policies to people where AWS may call public what is not by our reading', () => {
    assert.deepEqual(evaluate(bucket({ ...enforced, policy: byOrganisation })), [
      off(...acls),
      left(`${doubt}, and other accounts would be cut off`, ...policies),
    ]);
  });

  it('names each setting once where none can be mended, for two reasons', () => {
    assert.deepEqual(evaluate(bucket({ policy: byOrganisation })), [
      left(ofObjects, ...acls),
      left(`${doubt}, and other accounts would be cut off`, ...policies),
    ]);
  });

  it('does not refuse the owner a policy that AWS may call public, though it is restricted', () => {
    const publicAccessBlock = { ...allOff, restrictPublicBuckets: true };

    assert.deepEqual(evaluate(bucket({ ...enforced, policy: byOrganisation, publicAccessBlock })), [
      off(...acls),
      left(`${doubt}, and S3 would refuse to put it again`, 'blockPublicPolicy'),
    ]);
  });

  it('names each setting that is off exactly once, and mends none that the account lacks and something may rely on', () => {
    const resources = fc
      .record({
        publicAccessBlock: blocks,
        ownership: fc.constantFrom(...Ownership.options),
        policy: fc.constantFrom(null, '{', byOrganisation, policy(allow()), policy(allow({ Principal: { AWS: '1' } }))),
        grants: fc.constantFrom<Grant[][]>([ownerGrant], [ownerGrant, groupGrant(allUsersUri)]),
      })
      .map((parts) => bucket(parts));
    const accounts = fc.oneof(
      fc.constant(null),
      blocks,
      fc.constant({ kind: 'unreadable' as const, reason: 'AccessDenied' }),
    );
    fc.assert(
      fc.property(resources, accounts, (resource, account) => {
        const violations = evaluate(resource, account);

        const found = violations.flatMap((one) => (one.kind === 'block-off' ? one.settings : []));
        const settings = BlockSetting.options.filter((setting) => !resource.publicAccessBlock[setting]);
        assert.sameMembers(found, settings);
        assert.lengthOf(found, settings.length);
        const reasons = violations.map((one) => (one.kind === 'block-off' ? one.unmendable : 'none'));
        assert.lengthOf(new Set(reasons), reasons.length);
        const mended = violations.flatMap((one) => (one.kind === 'block-off' && isMendable(one) ? one.settings : []));
        const has = (setting: BlockSetting): boolean => account !== null && !('kind' in account) && account[setting];
        for (const setting of mended.filter((one) => !has(one))) {
          if (acls.some((one) => one === setting)) assert.equal(resource.ownership, 'BucketOwnerEnforced');
          else assert.notInclude([byOrganisation, '{', policy(allow())], resource.policy);
        }
      }),
    );
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

  it('mends where the account gives what is public no effect already', () => {
    assert.deepEqual(evaluate(bucket({ policy: openPolicy, grants: [groupGrant(allUsersUri)] }), allOn), [
      off(...BlockSetting.options),
    ]);
  });

  it('mends beside a public policy that the bucket restricts, and does not refuse to have it put again', () => {
    const publicAccessBlock = { ...allOff, restrictPublicBuckets: true };

    assert.deepEqual(evaluate(bucket({ ...enforced, policy: openPolicy, publicAccessBlock })), [
      off(...acls),
      left('policy Statement[0] "Open" is public, and S3 would refuse to put it again', 'blockPublicPolicy'),
    ]);
  });
});
