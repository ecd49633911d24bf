import {
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  type Grant,
  PutBucketAclCommand,
  type PutBucketAclCommandInput,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PutPublicAccessBlockCommand as PutAccountBlockCommand } from '@aws-sdk/client-s3-control';
import { assert } from 'chai';
import { assertFails, createBucket, createOpenBucket, type LocalS3, outcomeOf, startS3 } from '../support/s3.ts';

const groups = 'http://acs.amazonaws.com/groups';
const everyone = `${groups}/global/AllUsers`;
const anyAccount = `${groups}/global/AuthenticatedUsers`;
const logDelivery = `${groups}/s3/LogDelivery`;
const stranger = 'ab'.repeat(32);

const brief = (grants: Grant[] | undefined): string[] =>
  (grants ?? []).map(({ Grantee, Permission }) => `${Grantee?.Type} ${Grantee?.URI ?? Grantee?.ID} ${Permission}`);

describe('local S3: bucket ACLs', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;
  let owner: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createOpenBucket(client);
    owner = (await client.send(new GetBucketAclCommand({ Bucket }))).Owner?.ID ?? '';
  });

  after(() => local.close());

  const put = (input: Omit<PutBucketAclCommandInput, 'Bucket'>) =>
    client.send(new PutBucketAclCommand({ Bucket, ...input }));
  const grants = async () => brief((await client.send(new GetBucketAclCommand({ Bucket }))).Grants);
  const putPolicy = (list: Grant[], id = owner) => put({ AccessControlPolicy: { Owner: { ID: id }, Grants: list } });

  const canned: [acl: string, granted: string[]][] = [
    ['private', []],
    ['public-read', [`Group ${everyone} READ`]],
    ['public-read-write', [`Group ${everyone} READ`, `Group ${everyone} WRITE`]],
    ['authenticated-read', [`Group ${anyAccount} READ`]],
    ['log-delivery-write', [`Group ${logDelivery} WRITE`, `Group ${logDelivery} READ_ACP`]],
  ];
  for (const [acl, granted] of canned) {
    it(`writes out the canned ACL ${acl}`, async () => {
      await put({ ACL: acl as 'private' });

      assert.deepEqual(await grants(), [`CanonicalUser ${owner} FULL_CONTROL`, ...granted]);
    });
  }

  it('takes grants from headers, and those alone', async () => {
    await put({ GrantRead: `uri="${everyone}", id="${stranger}"`, GrantWriteACP: `id=${owner}` });

    assert.sameMembers(await grants(), [
      `Group ${everyone} READ`,
      `CanonicalUser ${stranger} READ`,
      `CanonicalUser ${owner} WRITE_ACP`,
    ]);
  });

  it('takes grants from an AccessControlPolicy and replaces the ACL by them', async () => {
    await put({ ACL: 'public-read' });

    await putPolicy([
      { Grantee: { Type: 'CanonicalUser', ID: owner }, Permission: 'FULL_CONTROL' },
      { Grantee: { Type: 'Group', URI: anyAccount }, Permission: 'READ_ACP' },
    ]);

    assert.deepEqual(await grants(), [`CanonicalUser ${owner} FULL_CONTROL`, `Group ${anyAccount} READ_ACP`]);
  });

  it('may be emptied of every grant', async () => {
    await putPolicy([]);

    assert.deepEqual(await grants(), []);
  });

  const user = (ID: string): Grant => ({ Grantee: { Type: 'CanonicalUser', ID }, Permission: 'READ' });
  const refused: [what: string, input: () => Omit<PutBucketAclCommandInput, 'Bucket'>, outcome: string][] = [
    ['an unknown canned ACL', () => ({ ACL: 'open' as 'private' }), 'InvalidArgument 400'],
    ['a canned ACL beside grants', () => ({ ACL: 'private', GrantRead: `id=${stranger}` }), 'InvalidRequest 400'],
    ['a grant header that does not parse', () => ({ GrantRead: 'everyone' }), 'InvalidArgument 400'],
    ['an unknown group', () => ({ GrantRead: `uri="${groups}/global/Nobody"` }), 'InvalidArgument 400'],
    ['a user id that is none', () => ({ GrantRead: 'id="me"' }), 'InvalidArgument 400'],
    ['an e-mail grantee', () => ({ GrantRead: 'emailAddress="a@example.com"' }), 'MethodNotAllowed 405'],
    [
      'an unknown permission',
      () => ({
        AccessControlPolicy: { Owner: { ID: owner }, Grants: [{ ...user(owner), Permission: 'ALL' as 'READ' }] },
      }),
      'MalformedACLError 400',
    ],
    ['a policy without owner', () => ({ AccessControlPolicy: { Grants: [user(owner)] } }), 'MalformedACLError 400'],
    [
      'a policy of another owner',
      () => ({ AccessControlPolicy: { Owner: { ID: stranger }, Grants: [] } }),
      'AccessDenied 403',
    ],
    [
      'a policy beside a canned ACL',
      () => ({ ACL: 'private', AccessControlPolicy: { Owner: { ID: owner }, Grants: [] } }),
      'UnexpectedContent 400',
    ],
    [
      'an e-mail grantee in a policy',
      () => ({
        AccessControlPolicy: {
          Owner: { ID: owner },
          Grants: [{ Grantee: { Type: 'AmazonCustomerByEmail', EmailAddress: 'a@example.com' }, Permission: 'READ' }],
        },
      }),
      'MethodNotAllowed 405',
    ],
    [
      'a grantee of no kind there is',
      () => ({
        AccessControlPolicy: {
          Owner: { ID: owner },
          Grants: [{ Grantee: { Type: 'Robot' as 'Group', ID: owner }, Permission: 'READ' }],
        },
      }),
      'MalformedACLError 400',
    ],
    ['nothing', () => ({}), 'MissingSecurityHeader 400'],
  ];
  for (const [what, input, outcome] of refused) {
    it(`refuses ${what} and keeps the ACL`, async () => {
      assert.equal(await outcomeOf(put(input())), outcome);

      assert.deepEqual(await grants(), [`CanonicalUser ${owner} FULL_CONTROL`]);
    });
  }

  it('refuses every ACL where they are disabled', async () => {
    const enforced = await createBucket(client);

    for (const ACL of ['private', 'public-read'] as const) {
      await assertFails(
        client.send(new PutBucketAclCommand({ Bucket: enforced, ACL })),
        'AccessControlListNotSupported 400',
        /The bucket does not allow ACLs/,
      );
    }
  });

  for (const level of ['bucket', 'account'] as const) {
    const block = (settings: object) =>
      level === 'bucket'
        ? client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: settings }))
        : local
            .control()
            .send(new PutAccountBlockCommand({ AccountId: '123456789012', PublicAccessBlockConfiguration: settings }));

    describe(`with settings of the ${level}`, () => {
      afterEach(() => block({}));

      it('refuses public ACLs while BlockPublicAcls is on, and others not', async () => {
        await block({ BlockPublicAcls: true });

        await assertFails(put({ ACL: 'public-read' }), 'AccessDenied 403', /BlockPublicAcls/);
        await assertFails(put({ GrantRead: `uri="${anyAccount}"` }), 'AccessDenied 403');
        assert.equal(await outcomeOf(put({ GrantWrite: `uri="${logDelivery}"` })), 'ok');
      });

      it('hides public grants while IgnorePublicAcls is on, and shows them again after', async () => {
        await put({ GrantRead: `uri="${everyone}"`, GrantFullControl: `id=${owner}` });

        await block({ IgnorePublicAcls: true });
        const hidden = await grants();
        await block({});

        assert.deepEqual(hidden, [`CanonicalUser ${owner} FULL_CONTROL`]);
        assert.sameMembers(await grants(), [...hidden, `Group ${everyone} READ`]);
      });

      it('keeps a public ACL that was there before BlockPublicAcls', async () => {
        await put({ ACL: 'public-read' });

        await block({ BlockPublicAcls: true });

        assert.include(await grants(), `Group ${everyone} READ`);
      });
    });
  }

  it('has to be clean of grants to others, hidden ones too, before ACLs can be disabled', async () => {
    const enforce = () =>
      client.send(
        new PutBucketOwnershipControlsCommand({
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        }),
      );
    await put({ ACL: 'public-read' });
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } }),
    );

    await assertFails(enforce(), 'InvalidBucketAclWithObjectOwnership 400');

    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await put({ GrantRead: `id="${stranger}"` });
    await assertFails(enforce(), 'InvalidBucketAclWithObjectOwnership 400');
    await put({ ACL: 'private' });
    assert.equal(await outcomeOf(enforce()), 'ok');
  });
});
