import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import type { Bucket } from '../../contract/resource.ts';
import { accountPicture, doorPicture, unshielded } from '../../console/door-picture.ts';
import { pictureOf } from '../../console/read-detail.ts';
import { register } from '../../rules/registered-rule.ts';
import { s3BucketPublicAccess } from '../../rules/s3-bucket-public-access.ts';
import { accountBlock } from '../support/account-blocks.ts';
import { bucket } from '../support/buckets.ts';

const rule = register(s3BucketPublicAccess);
const judged = [{ rule, judge: () => rule.withParameters(undefined) }];
const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
const off = { blockPublicAcls: false, ignorePublicAcls: false, blockPublicPolicy: false, restrictPublicBuckets: false };
const allUsers = { kind: 'group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' } as const;
const statements = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::holiday-photos/*' };

const routesOf = (of: Bucket, accountOn = false) => {
  const picture = pictureOf(of, judged, { ...emptyContext, accountBlock: accountOn ? on : null });
  return picture.kind === 'doors' ? picture : assert.fail();
};

describe('the drawing of a bucket', () => {
  it('lets in by policy and ACL whom they let in, and marks what a rule calls public', () => {
    const open = bucket({
      ownership: 'ObjectWriter',
      publicAccessBlock: off,
      grants: [{ grantee: allUsers, permission: 'READ' }],
      policy: statements(
        { ...read, Sid: 'Auditor', Principal: { AWS: 'arn:aws:iam::210987654321:role/auditor' } },
        { ...read, Principal: '*' },
        { ...read, Effect: 'Deny', Principal: '*' },
      ),
    });

    const { routes, shields } = routesOf(open);

    assert.deepEqual(
      routes.map(({ by, who, what, state }) => [by, who, what, state]),
      [
        ['ACL', 'AllUsers', 'READ', 'offending'],
        ['policy', 'arn:aws:iam::210987654321:role/auditor', 's3:GetObject (Auditor)', 'open'],
        ['policy', 'everyone', 's3:GetObject', 'offending'],
      ],
    );
    assert.isTrue(shields.every((shield) => !shield.on));
  });

  for (const [by, given, accountOn] of [
    ['the bucket’s own Block Public Access', { publicAccessBlock: on }, false],
    ['the account’s', { publicAccessBlock: off }, true],
  ] as const) {
    it(`shows what is public and kept out by ${by} as stopped`, () => {
      const { routes, shields, sentences } = routesOf(
        bucket({ policy: statements({ ...read, Principal: '*' }), ...given }),
        accountOn,
      );

      assert.deepEqual(
        routes.map(({ state }) => state),
        ['stopped'],
      );
      assert.isTrue(shields.every((shield) => shield.on));
      assert.match(sentences.join(' '), /kept out by Block Public Access/);
    });
  }

  it('does not pass a policy for harmless that it cannot read', () => {
    const { routes } = routesOf(bucket({ publicAccessBlock: off, policy: '{' }));

    assert.deepInclude(routes[0], { by: 'policy', state: 'offending' });
  });

  it('names conditions and whom a statement leaves out', () => {
    const Condition = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } };
    const { routes } = routesOf(
      bucket({ publicAccessBlock: off, policy: statements({ ...read, Principal: '*', Condition }) }),
    );

    assert.deepInclude(routes[0], { who: 'everyone if StringEquals aws:SourceVpce vpce-1', state: 'open' });
  });

  it('of an account has its shields alone', () => {
    const { routes, shields, sentences } = accountPicture(accountBlock({ ...off, blockPublicAcls: true }));

    assert.lengthOf(routes, 0);
    assert.deepEqual(
      shields.map((shield) => shield.on),
      [true, false, false, false],
    );
    assert.match(sentences[0] ?? '', /on blockPublicAcls; off ignorePublicAcls/);
  });

  it('is of the bucket without its shields where it asks what they keep out', () => {
    const shielded = bucket({ publicAccessBlock: on, ownership: 'BucketOwnerEnforced' });

    const bare = unshielded(shielded, { ...emptyContext, accountBlock: on });

    assert.deepEqual(
      [bare.bucket.publicAccessBlock, bare.bucket.ownership, bare.context.accountBlock],
      [off, 'ObjectWriter', null],
    );
    assert.deepEqual(doorPicture(shielded, { asIs: [], unshielded: [] }, null).routes, []);
  });
});
