import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  CreateSessionCommand,
  DeleteBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectTaggingCommand,
  ListBucketInventoryConfigurationsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectAclCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { account, assertFails, createBucket, type LocalS3, startS3 } from '../support/s3.ts';

const o = { Bucket: 'any-bucket', Key: 'k' };
const b = { Bucket: 'any-bucket' };

const lacking: Readonly<Record<string, (client: S3Client) => Promise<unknown>>> = {
  CopyObject: (c) => c.send(new CopyObjectCommand({ ...o, CopySource: 'any-bucket/a' })),
  CreateMultipartUpload: (c) => c.send(new CreateMultipartUploadCommand(o)),
  CreateSession: (c) => c.send(new CreateSessionCommand(b)),
  DeleteBucketCors: (c) => c.send(new DeleteBucketCorsCommand(b)),
  GetBucketLifecycleConfiguration: (c) => c.send(new GetBucketLifecycleConfigurationCommand(b)),
  GetObjectAcl: (c) => c.send(new GetObjectAclCommand(o)),
  GetObjectAttributes: (c) => c.send(new GetObjectAttributesCommand({ ...o, ObjectAttributes: ['ETag'] })),
  GetObjectLockConfiguration: (c) => c.send(new GetObjectLockConfigurationCommand(b)),
  GetObjectTagging: (c) => c.send(new GetObjectTaggingCommand(o)),
  ListBucketInventoryConfigurations: (c) => c.send(new ListBucketInventoryConfigurationsCommand(b)),
  ListMultipartUploads: (c) => c.send(new ListMultipartUploadsCommand(b)),
  ListObjects: (c) => c.send(new ListObjectsCommand({ ...b, Prefix: 'a' })),
  PutBucketNotificationConfiguration: (c) =>
    c.send(new PutBucketNotificationConfigurationCommand({ ...b, NotificationConfiguration: {} })),
  PutObjectAcl: (c) => c.send(new PutObjectAclCommand({ ...o, ACL: 'private' })),
  UploadPart: (c) => c.send(new UploadPartCommand({ ...o, PartNumber: 1, UploadId: 'u', Body: 'x' })),
};

describe('local S3: what it does not implement', () => {
  let local: LocalS3;

  before(async () => {
    local = await startS3();
  });

  after(() => local.close());

  for (const [name, send] of Object.entries(lacking)) {
    it(`names ${name} in its answer and in the call log`, async () => {
      await assertFails(send(local.client()), 'NotImplemented 501', new RegExp(`s3:${name}$`));

      assert.equal(local.calls.count({ service: 's3', operation: name }), 1);
    });
  }

  it('names a sub-resource that it never heard of', async () => {
    const answer = await fetch(`${local.endpoint}/any-bucket?brandNew`, {
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261120/eu-west-1/s3/aws4_request` },
    });

    assert.equal(answer.status, 501);
    assert.include(await answer.text(), 's3:GET bucket brandNew');
  });

  it('refuses an input that it does not understand instead of ignoring it', async () => {
    const client = local.client();
    const Bucket = await createBucket(client);
    const unknown = { Bucket, Key: 'k' };

    const since = new Date(0);
    const attempts: [Promise<unknown>, RegExp][] = [
      [client.send(new GetObjectCommand({ ...unknown, ResponseContentType: 'a/b' })), /response-content-type/],
      [client.send(new GetObjectCommand({ ...unknown, PartNumber: 1 })), /partNumber/],
      [client.send(new GetObjectCommand({ ...unknown, IfModifiedSince: since })), /if-modified-since/],
      [client.send(new GetObjectCommand({ ...unknown, RequestPayer: 'requester' })), /x-amz-request-payer/],
    ];
    for (const [attempt, message] of attempts) await assertFails(attempt, 'NotImplemented 501', message);
  });
});
