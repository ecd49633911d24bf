import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import {
  account,
  assertFails,
  createBucket,
  createOpenBucket,
  home,
  type LocalS3,
  otherAccount,
  outcomeOf,
  startS3,
} from '../support/s3.ts';

describe('local S3: buckets', () => {
  let local: LocalS3;

  before(async () => {
    local = await startS3();
  });

  after(() => local.close());

  const create = (input: CreateBucketCommandInput, who = {}) => local.client(who).send(new CreateBucketCommand(input));

  it('creates a bucket in the region the client is configured for, and says where', async () => {
    const answer = await create({ Bucket: 'in-eu-west-1' });

    assert.equal(answer.Location, 'http://in-eu-west-1.s3.amazonaws.com/');
    const head = await local.client().send(new HeadBucketCommand({ Bucket: 'in-eu-west-1' }));
    assert.equal(head.BucketRegion, home);
  });

  const constraints: [signedFor: string, constraint: string | undefined, outcome: string][] = [
    ['us-east-1', undefined, 'ok'],
    ['us-east-1', 'eu-central-1', 'ok'],
    ['us-east-1', 'us-east-1', 'InvalidLocationConstraint 400'],
    ['us-east-1', 'nowhere', 'InvalidLocationConstraint 400'],
    ['eu-west-1', 'EU', 'ok'],
    ['eu-west-1', 'eu-west-1', 'ok'],
    ['eu-west-1', 'us-west-2', 'IllegalLocationConstraintException 400'],
  ];
  for (const [region, constraint, outcome] of constraints) {
    it(`answers ${outcome} to LocationConstraint ${constraint ?? 'left out'} signed for ${region}`, async () => {
      const name = `located-${region}-${String(constraint).toLowerCase()}`;
      const configuration =
        constraint === undefined ? {} : { CreateBucketConfiguration: { LocationConstraint: constraint as 'EU' } };

      assert.equal(await outcomeOf(create({ Bucket: name, ...configuration }, { region })), outcome);
    });
  }

  it('tells the location to a client of us-east-1 from anywhere, with none for us-east-1 itself', async () => {
    const client = local.client({ region: 'us-east-1' });
    const elsewhere = await createBucket(local.client());
    const here = await createBucket(client);

    const answers = await Promise.all(
      [elsewhere, here].map((Bucket) => client.send(new GetBucketLocationCommand({ Bucket }))),
    );

    assert.deepEqual(
      answers.map((answer) => answer.LocationConstraint),
      [home, undefined],
    );
  });

  it('has one bucket of a name in all accounts and regions', async () => {
    const Bucket = await createBucket(local.client());

    await assertFails(create({ Bucket }), 'BucketAlreadyOwnedByYou 409');
    await assertFails(create({ Bucket }, { region: 'us-east-1' }), 'BucketAlreadyOwnedByYou 409');
    await assertFails(create({ Bucket }, { accountId: otherAccount }), 'BucketAlreadyExists 409');
  });

  it('has the names of each partition apart', async () => {
    const Bucket = await createBucket(local.client());

    assert.equal(await outcomeOf(create({ Bucket }, { region: 'cn-north-1' })), 'ok');

    const there = local.s3.recordedState('AWS::S3::Bucket', Bucket, { accountId: account, region: 'cn-north-1' });
    assert.equal(there?.arn, `arn:aws-cn:s3:::${Bucket}`);
  });

  it('answers 200 to creating ones own bucket again in us-east-1 and resets its ACL', async () => {
    const client = local.client({ region: 'us-east-1' });
    const Bucket = await createOpenBucket(client);
    await client.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));

    await client.send(new CreateBucketCommand({ Bucket }));

    const acl = await client.send(new GetBucketAclCommand({ Bucket }));
    assert.deepEqual(
      acl.Grants?.map((grant) => grant.Permission),
      ['FULL_CONTROL'],
    );
  });

  for (const name of ['Upper', 'ab', 'a..b', '10.0.0.1', 'xn--a', 'ends-', 'name_', 'a'.repeat(64), 'dir--x-s3']) {
    it(`refuses the name ${name.slice(0, 20)}`, async () => {
      const response = await fetch(`${local.endpoint}/${name}`, {
        method: 'PUT',
        headers: { authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261120/us-east-1/s3/aws4_request` },
      });

      assert.equal(response.status, 400);
      assert.include(await response.text(), '<Code>InvalidBucketName</Code>');
    });
  }

  it('tags a bucket as it is created', async () => {
    const Bucket = await createBucket(local.client(), {
      CreateBucketConfiguration: { LocationConstraint: home, Tags: [{ Key: 'team', Value: 'a & b' }] },
    });

    const { TagSet } = await local.client().send(new GetBucketTaggingCommand({ Bucket }));
    assert.deepEqual(TagSet, [{ Key: 'team', Value: 'a & b' }]);
  });

  const refused: [what: string, input: Omit<CreateBucketCommandInput, 'Bucket'>, outcome: string][] = [
    ['a public ACL while ACLs are disabled', { ACL: 'public-read' }, 'InvalidBucketAclWithObjectOwnership 400'],
    [
      'a grant to another account while ACLs are disabled',
      { GrantRead: `id="${'a'.repeat(64)}"` },
      'InvalidBucketAclWithObjectOwnership 400',
    ],
    [
      'a public ACL, since a new bucket blocks them',
      { ACL: 'public-read', ObjectOwnership: 'ObjectWriter' },
      'AccessDenied 403',
    ],
    ['an ownership that there is not', { ObjectOwnership: 'Nobody' as 'ObjectWriter' }, 'InvalidArgument 400'],
    [
      'a directory, which is not emulated',
      { CreateBucketConfiguration: { Location: { Type: 'AvailabilityZone', Name: 'euw1-az1' } } },
      'NotImplemented 501',
    ],
    ['object lock, which is not emulated', { ObjectLockEnabledForBucket: true }, 'NotImplemented 501'],
  ];
  for (const [what, input, outcome] of refused) {
    it(`refuses to create a bucket with ${what}`, async () => {
      assert.equal(await outcomeOf(create({ Bucket: 'refused', ...input })), outcome);

      await assertFails(local.client().send(new HeadBucketCommand({ Bucket: 'refused' })), 'NotFound 404');
    });
  }

  it('creates a bucket with the private ACL while ACLs are disabled', async () => {
    assert.equal(await outcomeOf(create({ Bucket: 'private-acl', ACL: 'private' })), 'ok');
  });

  it('deletes an empty bucket only', async () => {
    const client = local.client();
    const Bucket = await createBucket(client);
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'a' }));

    await assertFails(client.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty 409');

    const empty = await createBucket(client);
    await client.send(new DeleteBucketCommand({ Bucket: empty }));
    await assertFails(client.send(new HeadBucketCommand({ Bucket: empty })), 'NotFound 404');
  });

  describe('ListBuckets', () => {
    const who = { accountId: '333333333333' };
    const names = ['list-a', 'list-b', 'list-c', 'other'];

    before(async () => {
      for (const Bucket of names) {
        await create({ Bucket }, { ...who, region: Bucket === 'list-b' ? 'us-east-1' : home });
      }
    });

    it('lists the buckets of the account in all regions by name, without their regions', async () => {
      const answer = await local.client({ ...who, region: 'ap-southeast-2' }).send(new ListBucketsCommand({}));

      assert.deepEqual(
        answer.Buckets?.map((bucket) => [bucket.Name, bucket.BucketRegion]),
        names.map((name) => [name, undefined]),
      );
      assert.equal(answer.Buckets?.[0]?.CreationDate?.toISOString(), '2026-11-20T10:00:00.000Z');
      assert.isUndefined(answer.ContinuationToken);
    });

    it('pages, filters and tells regions where it is asked to', async () => {
      const client = local.client(who);

      const first = await client.send(new ListBucketsCommand({ MaxBuckets: 2, Prefix: 'list-' }));
      const second = await client.send(
        new ListBucketsCommand({ MaxBuckets: 2, Prefix: 'list-', ContinuationToken: first.ContinuationToken }),
      );
      const there = await client.send(new ListBucketsCommand({ BucketRegion: 'us-east-1' }));

      const told = [first, second, there].map((page) => page.Buckets?.map((b) => `${b.Name} ${b.BucketRegion}`));
      assert.deepEqual(told, [[`list-a ${home}`, 'list-b us-east-1'], [`list-c ${home}`], ['list-b us-east-1']]);
      assert.isString(first.ContinuationToken);
      assert.isUndefined(second.ContinuationToken);
    });

    it('refuses a page size or a token that it did not give', async () => {
      const client = local.client(who);

      await assertFails(client.send(new ListBucketsCommand({ MaxBuckets: 0 })), 'InvalidArgument 400');
      await assertFails(client.send(new ListBucketsCommand({ ContinuationToken: '%%' })), 'InvalidArgument 400');
    });
  });
});
