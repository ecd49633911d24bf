import {
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { assertFails, createBucket, type LocalS3, outcomeOf, startS3 } from '../support/s3.ts';

describe('local S3: conditional writes', () => {
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

  const put = (Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key: 'k', Body, ...more }));
  const remove = (more: Partial<DeleteObjectCommandInput> = {}) =>
    client.send(new DeleteObjectCommand({ Bucket, Key: 'k', ...more }));
  const text = async () => (await client.send(new GetObjectCommand({ Bucket, Key: 'k' }))).Body?.transformToString();

  it('creates with If-None-Match: * once only', async () => {
    assert.equal(await outcomeOf(put('first', { IfNoneMatch: '*' })), 'ok');

    await assertFails(put('second', { IfNoneMatch: '*' }), 'PreconditionFailed 412', /pre-conditions/);
    assert.equal(await text(), 'first');
  });

  it('lets one of many concurrent creators win', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => outcomeOf(put(`by ${index}`, { IfNoneMatch: '*' }))),
    );

    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'ok'),
      1,
    );
    assert.lengthOf(
      outcomes.filter((outcome) => outcome === 'PreconditionFailed 412'),
      19,
    );
  });

  it('replaces with If-Match while the ETag holds, and not after', async () => {
    const { ETag } = await put('first');

    const second = await put('second', { IfMatch: ETag });

    await assertFails(put('third', { IfMatch: ETag }), 'PreconditionFailed 412');
    assert.equal(await text(), 'second');
    assert.equal(await outcomeOf(put('third', { IfMatch: second.ETag?.replaceAll('"', '') })), 'ok');
  });

  it('answers NoSuchKey to If-Match on a key that is not there', async () => {
    await assertFails(put('first', { IfMatch: '"any"' }), 'NoSuchKey 404');
  });

  it('counts a delete marker as no object', async () => {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const { ETag } = await put('first');
    await remove();

    await assertFails(put('again', { IfMatch: ETag }), 'NoSuchKey 404');
    assert.equal(await outcomeOf(put('again', { IfNoneMatch: '*' })), 'ok');
  });

  it('refuses conditions that S3 does not know', async () => {
    await assertFails(put('first', { IfNoneMatch: '"etag"' }), 'NotImplemented 501', /If-None-Match/);
    await assertFails(put('first', { IfMatch: '*' }), 'NotImplemented 501', /If-Match/);
  });

  it('answers 409 ConditionalRequestConflict under a fault only', async () => {
    const stop = local.faults.inject({
      service: 's3',
      operation: 'PutObject',
      times: 1,
      fault: { kind: 'error', code: 'ConditionalRequestConflict', status: 409 },
    });

    await assertFails(put('first', { IfNoneMatch: '*' }), 'ConditionalRequestConflict 409');
    assert.equal(await outcomeOf(put('first', { IfNoneMatch: '*' })), 'ok');
    stop();
  });

  it('deletes on condition', async () => {
    await assertFails(remove({ IfMatch: '*' }), 'NoSuchKey 404');
    const { ETag } = await put('first');

    await assertFails(remove({ IfMatch: '"other"' }), 'PreconditionFailed 412');
    assert.equal(await outcomeOf(remove({ IfMatch: ETag })), 'ok');
    await put('second');
    assert.equal(await outcomeOf(remove({ IfMatch: '*' })), 'ok');
  });

  it('tells which of many conditional deletes failed', async () => {
    const { ETag } = await put('first');
    await client.send(new PutObjectCommand({ Bucket, Key: 'other', Body: 'other' }));

    const answer = await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: {
          Objects: [
            { Key: 'k', ETag },
            { Key: 'other', ETag },
          ],
        },
      }),
    );

    assert.deepEqual(answer.Deleted, [{ Key: 'k' }]);
    assert.deepEqual(
      answer.Errors?.map(({ Key, Code }) => [Key, Code]),
      [['other', 'PreconditionFailed']],
    );
  });
});
