import {
  type ChecksumAlgorithm,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type ObjectCannedACL,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  assertFails,
  createBucket,
  createOpenBucket,
  failureOf,
  type LocalS3,
  outcomeOf,
  startS3,
} from '../support/s3.ts';

const md5 = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`;

describe('local S3: objects', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
    Bucket = await createBucket(client);
  });

  after(() => local.close());

  const put = (
    Key: string,
    Body: NonNullable<PutObjectCommandInput['Body']>,
    more: Partial<PutObjectCommandInput> = {},
  ) => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
    client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  const textOf = async (Key: string) => (await get(Key)).Body?.transformToString();

  const keys = [
    'plain',
    'a/b/c',
    '/leading',
    '//',
    'trailing/',
    'blank +%&=?#',
    'a%2Fb',
    'ümläut/ключ/🔑',
    'quo\'te"<>',
  ];
  // Paths that a URL parser would walk: out of the bucket, into another one, or to the bucket itself.
  const walking = ['a/../b', './a', 'a/./b', '..', '.', '../other-bucket/key', '../../key', 'back\\slash'];
  for (const key of [...keys, ...walking]) {
    it(`keeps an object under the key ${key}`, async () => {
      await put(key, `of ${key}`);

      assert.equal(await textOf(key), `of ${key}`);
    });
  }

  it('answers ETag, times, headers and metadata as they came', async () => {
    const sent = {
      ContentType: 'application/json',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentLanguage: 'en',
      ContentEncoding: 'gzip',
      Metadata: { action: 'a-1', by: 'tests' },
    };
    const written = await put('described', '{}', sent);

    const read = await get('described');
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'described' }));

    assert.equal(written.ETag, md5('{}'));
    for (const answer of [read, head]) {
      assert.deepInclude(answer, { ...sent, ETag: md5('{}'), ContentLength: 2, AcceptRanges: 'bytes' });
      assert.equal(answer.LastModified?.toISOString(), '2026-11-20T10:00:00.000Z');
    }
  });

  it('replaces an object', async () => {
    await put('twice', 'first', { Metadata: { n: '1' } });
    await put('twice', 'second');

    const read = await get('twice');
    assert.equal(await read.Body?.transformToString(), 'second');
    assert.deepEqual(read.Metadata, {});
    assert.isUndefined(read.VersionId, 'the bucket never had versioning');
  });

  it('keeps bytes that are no text', async () => {
    const bytes = randomBytes(70_000);

    await put('bytes', bytes);

    assert.deepEqual(Buffer.from((await (await get('bytes')).Body?.transformToByteArray()) ?? []), bytes);
  });

  it('takes a stream, which the SDK sends in chunks with a trailing checksum', async () => {
    const written = await put('stream', Readable.from(['hello ', 'world']), { ContentLength: 11 });

    const read = await get('stream');
    assert.equal(await read.Body?.transformToString(), 'hello world');
    assert.equal(read.ChecksumCRC32, written.ChecksumCRC32);
    assert.isUndefined(read.ContentEncoding, 'aws-chunked belongs to the transfer');
  });

  const checksums: [algorithm: ChecksumAlgorithm, member: string, value: string][] = [
    ['CRC32', 'ChecksumCRC32', 'y/Q5Jg=='],
    ['CRC32C', 'ChecksumCRC32C', '4waSgw=='],
    ['SHA1', 'ChecksumSHA1', '98O8HYCOBHMq32eZZczDTKeuNEE='],
    ['SHA256', 'ChecksumSHA256', 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU='],
  ];
  for (const [algorithm, member, value] of checksums) {
    it(`verifies and answers ${algorithm}`, async () => {
      const written = await put(`sum-${algorithm}`, '123456789', { ChecksumAlgorithm: algorithm });

      const head = await client.send(
        new HeadObjectCommand({ Bucket, Key: `sum-${algorithm}`, ChecksumMode: 'ENABLED' }),
      );
      assert.deepInclude(written, { [member]: value, ChecksumType: 'FULL_OBJECT' });
      assert.deepInclude(head, { [member]: value });
      assert.equal(await textOf(`sum-${algorithm}`), '123456789', 'the SDK verifies what it reads');
    });
  }

  it('refuses a wrong checksum or digest and keeps nothing', async () => {
    await assertFails(put('wrong', 'body', { ChecksumCRC32: 'AAAAAA==' }), 'BadDigest 400');
    await assertFails(put('wrong', 'body', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }), 'BadDigest 400');
    await assertFails(put('wrong', 'body', { ContentMD5: 'short' }), 'InvalidDigest 400');

    await assertFails(get('wrong'), 'NoSuchKey 404');
  });

  it('labels objects with the encryption asked for, else with that of the bucket', async () => {
    const asked = await put('sse', 'x', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/mine' });
    const plain = await put('plain-sse', 'x');
    const kms = await createBucket(client);
    await client.send(
      new PutBucketEncryptionCommand({
        Bucket: kms,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/data' },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    const byDefault = await client.send(new PutObjectCommand({ Bucket: kms, Key: 'k', Body: 'x' }));

    assert.deepInclude(asked, { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/mine' });
    assert.deepInclude(plain, { ServerSideEncryption: 'AES256' });
    assert.deepInclude(byDefault, {
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'alias/data',
      BucketKeyEnabled: true,
    });
  });

  const ranges: [range: string, text: string, told: string][] = [
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ];
  for (const [Range, text, told] of ranges) {
    it(`answers the range ${Range}`, async () => {
      await put('ranged', '0123456789');

      const read = await get('ranged', { Range });
      assert.equal(read.$metadata.httpStatusCode, 206);
      assert.equal(read.ContentRange, told);
      assert.equal(await read.Body?.transformToString(), text);
    });
  }

  it('refuses a range outside the object', async () => {
    await put('ranged', '0123456789');

    await assertFails(get('ranged', { Range: 'bytes=10-' }), 'InvalidRange 416');
  });

  it('reads on condition', async () => {
    const { ETag } = await put('conditional', 'body');

    assert.equal(await outcomeOf(get('conditional', { IfMatch: ETag })), 'ok');
    assert.equal(await outcomeOf(get('conditional', { IfNoneMatch: '"other"' })), 'ok');
    await assertFails(get('conditional', { IfMatch: '"other"' }), 'PreconditionFailed 412');
    const unchanged = await failureOf(get('conditional', { IfNoneMatch: ETag }));
    assert.equal(unchanged.$metadata.httpStatusCode, 304);
  });

  it('does not have what was never put, and says so without a body to HEAD', async () => {
    await assertFails(get('absent'), 'NoSuchKey 404', /The specified key does not exist/);
    await assertFails(client.send(new HeadObjectCommand({ Bucket, Key: 'absent' })), 'NotFound 404');
  });

  it('deletes one object, and one that is absent', async () => {
    await put('gone', 'x');

    await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    const again = await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));

    await assertFails(get('gone'), 'NoSuchKey 404');
    assert.equal(again.$metadata.httpStatusCode, 204);
  });

  it('deletes many at once and tells each outcome', async () => {
    await put('many/a', 'a');
    await put('many/b\n', 'b');
    const Objects = [{ Key: 'many/a' }, { Key: 'many/b\n' }, { Key: 'many/absent' }];

    const answer = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));

    assert.sameDeepMembers(answer.Deleted ?? [], Objects);
    await assertFails(get('many/b\n'), 'NoSuchKey 404');
  });

  it('answers nothing for what went well when asked to be quiet', async () => {
    const Delete = { Quiet: true, Objects: [{ Key: 'quiet' }] };

    assert.isUndefined((await client.send(new DeleteObjectsCommand({ Bucket, Delete }))).Deleted);
  });

  it('takes the ACLs that change nothing where ACLs count, refuses public ones while they are blocked, and others', async () => {
    const open = await createOpenBucket(client);
    const send = (ACL: ObjectCannedACL) =>
      outcomeOf(client.send(new PutObjectCommand({ Bucket: open, Key: 'k', Body: 'x', ACL })));

    assert.deepEqual(
      [await send('private'), await send('bucket-owner-full-control'), await send('public-read')],
      ['ok', 'ok', 'NotImplemented 501'],
    );
    await client.send(
      new PutPublicAccessBlockCommand({ Bucket: open, PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
    );
    assert.equal(await send('public-read'), 'AccessDenied 403');
  });

  const refused: [what: string, send: () => Promise<unknown>, outcome: string][] = [
    ['a key over 1,024 bytes', () => put('ü'.repeat(513), 'x'), 'KeyTooLongError 400'],
    ['metadata over 2 KB', () => put('m', 'x', { Metadata: { a: 'x'.repeat(2048) } }), 'MetadataTooLarge 400'],
    ['an ACL where ACLs are disabled', () => put('m', 'x', { ACL: 'private' }), 'AccessControlListNotSupported 400'],
    [
      'an unknown encryption',
      () => put('m', 'x', { ServerSideEncryption: 'ROT13' as 'AES256' }),
      'InvalidArgument 400',
    ],
    [
      'a key without KMS',
      () => put('m', 'x', { ServerSideEncryption: 'AES256', SSEKMSKeyId: 'alias/a' }),
      'InvalidArgument 400',
    ],
    ['another storage class', () => put('m', 'x', { StorageClass: 'GLACIER' }), 'NotImplemented 501'],
    ['object tags', () => put('m', 'x', { Tagging: 'a=b' }), 'NotImplemented 501'],
    [
      'more than 1,000 keys',
      () => {
        const Objects = Array.from({ length: 1001 }, (_, i) => ({ Key: `k${i}` }));
        return client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      },
      'MalformedXML 400',
    ],
  ];
  for (const [what, send, outcome] of refused) {
    it(`refuses ${what}`, async () => {
      assert.equal(await outcomeOf(send()), outcome);
    });
  }
});
