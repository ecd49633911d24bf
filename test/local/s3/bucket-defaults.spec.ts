import {
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { assertFails, createBucket, type LocalS3, startS3 } from '../support/s3.ts';

const sse = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: false }];

describe('local S3: a fresh bucket and absent settings', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createBucket(client);
  });

  after(() => local.close());

  it('blocks public access in all four ways', async () => {
    const answer = await client.send(new GetPublicAccessBlockCommand({ Bucket }));

    assert.deepEqual(answer.PublicAccessBlockConfiguration, {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
  });

  it('has ACLs disabled and shows its owners full control', async () => {
    const ownership = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    const acl = await client.send(new GetBucketAclCommand({ Bucket }));

    assert.deepEqual(ownership.OwnershipControls?.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    assert.match(acl.Owner?.ID ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual(acl.Grants, [
      { Grantee: { ID: acl.Owner?.ID, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' },
    ]);
  });

  it('encrypts with SSE-S3, again so after the encryption is deleted', async () => {
    const fresh = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    const kms = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/a' };
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: kms }] },
      }),
    );
    await client.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const deleted = await client.send(new GetBucketEncryptionCommand({ Bucket }));

    assert.deepEqual(fresh.ServerSideEncryptionConfiguration?.Rules, sse);
    assert.deepEqual(deleted.ServerSideEncryptionConfiguration?.Rules, sse);
  });

  it('has neither versioning nor logging: empty answers, not errors', async () => {
    const versioning = await client.send(new GetBucketVersioningCommand({ Bucket }));
    const logging = await client.send(new GetBucketLoggingCommand({ Bucket }));

    assert.isUndefined(versioning.Status);
    assert.isUndefined(logging.LoggingEnabled);
  });

  it('answers the error of each setting that is absent', async () => {
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));

    await assertFails(
      client.send(new GetPublicAccessBlockCommand({ Bucket })),
      'NoSuchPublicAccessBlockConfiguration 404',
      /The public access block configuration was not found/,
    );
    await assertFails(
      client.send(new GetBucketOwnershipControlsCommand({ Bucket })),
      'OwnershipControlsNotFoundError 404',
    );
    await assertFails(client.send(new GetBucketPolicyCommand({ Bucket })), 'NoSuchBucketPolicy 404');
    await assertFails(client.send(new GetBucketPolicyStatusCommand({ Bucket })), 'NoSuchBucketPolicy 404');
    await assertFails(client.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet 404');
  });

  it('replaces all four block settings at once: one left out becomes false', async () => {
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { IgnorePublicAcls: true } }),
    );

    const answer = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    assert.deepEqual(answer.PublicAccessBlockConfiguration, {
      BlockPublicAcls: false,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
  });
});
