import { GetBucketAclCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { createHash } from 'node:crypto';
import { account, assertFails, createBucket, type LocalS3, startS3 } from '../support/s3.ts';

describe('local S3: on the wire', () => {
  let local: LocalS3;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    Bucket = await createBucket(local.client());
  });

  after(() => local.close());

  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(`${local.endpoint}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20261120/eu-west-1/s3/aws4_request`,
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  const md5 = (body: string): string => createHash('md5').update(body).digest('base64');

  it('answers errors as XML with the bucket and the request id', async () => {
    const answer = await send('GET', '/missing?acl');

    const id = answer.headers.get('x-amz-request-id') ?? '';
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get('content-type'), 'application/xml');
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(
      await answer.text(),
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>missing</BucketName><RequestId>${id}</RequestId></Error>`,
    );
  });

  it('answers a redirect with the endpoint and the region', async () => {
    const far = await createBucket(local.client({ region: 'us-west-2' }));

    const answer = await send('GET', `/${far}?acl`);

    const text = await answer.text();
    assert.equal(answer.status, 301);
    assert.equal(answer.headers.get('x-amz-bucket-region'), 'us-west-2');
    assert.include(text, `<Endpoint>${far}.s3.us-west-2.amazonaws.com</Endpoint><Bucket>${far}</Bucket>`);
    assert.notInclude(text, 'x-amz-bucket-region');
  });

  it('answers HEAD errors without a body', async () => {
    const answer = await send('HEAD', `/${Bucket}/absent`);

    assert.equal(answer.status, 404);
    assert.equal(await answer.text(), '');
  });

  it('reads signed chunks', async () => {
    const chunk = (data: string) => `${data.length.toString(16)};chunk-signature=${'0'.repeat(64)}\r\n${data}\r\n`;
    const headers = {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'content-encoding': 'aws-chunked,gzip',
      'x-amz-decoded-content-length': '11',
    };

    const answer = await send('PUT', `/${Bucket}/chunked`, headers, `${chunk('hello ')}${chunk('world')}${chunk('')}`);

    assert.equal(answer.status, 200, await answer.text());
    const read = await local.client().send(new GetObjectCommand({ Bucket, Key: 'chunked' }));
    assert.equal(await read.Body?.transformToString(), 'hello world');
    assert.equal(read.ContentEncoding, 'gzip');
  });

  const streamed = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
  const broken: [what: string, headers: Record<string, string>, body: string, code: string][] = [
    ['a chunk that is cut short', streamed, '5\r\nhel', 'IncompleteBody'],
    ['a chunk without size', streamed, 'hello', 'IncompleteBody'],
    [
      'another length than was announced',
      { ...streamed, 'x-amz-decoded-content-length': '6' },
      '5\r\nhello\r\n0\r\n\r\n',
      'IncompleteBody',
    ],
    [
      'a wrong trailing checksum',
      { ...streamed, 'x-amz-trailer': 'x-amz-checksum-crc32' },
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
      'BadDigest',
    ],
    ['a wrong payload hash', { 'x-amz-content-sha256': '0'.repeat(64) }, 'hello', 'XAmzContentSHA256Mismatch'],
    [
      'two checksums',
      { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=' },
      'hello',
      'InvalidRequest',
    ],
    ['a checksum that is not emulated', { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }, 'hello', 'NotImplemented'],
  ];
  for (const [what, headers, body, code] of broken) {
    it(`refuses ${what} and keeps nothing`, async () => {
      const answer = await send('PUT', `/${Bucket}/broken`, headers, body);

      assert.include(await answer.text(), `<Code>${code}</Code>`);
      await assertFails(local.client().send(new GetObjectCommand({ Bucket, Key: 'broken' })), 'NoSuchKey 404');
    });
  }

  const block =
    '<PublicAccessBlockConfiguration><BlockPublicAcls>TRUE</BlockPublicAcls></PublicAccessBlockConfiguration>';
  const bodies: [what: string, body: string, headers: (body: string) => Record<string, string>, outcome: string][] = [
    ['a body that nothing vouches for', block, () => ({}), '<Code>InvalidRequest</Code>'],
    ['a body with Content-MD5', block, (body) => ({ 'content-md5': md5(body) }), ''],
    ['a body that is not XML', '<a><b></a>', (body) => ({ 'content-md5': md5(body) }), '<Code>MalformedXML</Code>'],
    ['another root', '<Tagging/>', (body) => ({ 'content-md5': md5(body) }), '<Code>MalformedXML</Code>'],
    [
      'an element that there is not',
      block.replaceAll('BlockPublicAcls', 'BlockAll'),
      (body) => ({ 'content-md5': md5(body) }),
      '<Code>MalformedXML</Code>',
    ],
  ];
  for (const [what, body, headers, outcome] of bodies) {
    it(`answers ${outcome === '' ? 'success' : outcome} to ${what}`, async () => {
      const text = await (await send('PUT', `/${Bucket}?publicAccessBlock`, headers(body), body)).text();

      if (outcome === '') assert.equal(text, '');
      else assert.include(text, outcome);
    });
  }

  it('cuts the connection after a write that took effect, when told to', async () => {
    local.faults.inject({ operation: 'PutObject', times: 1, fault: { kind: 'lose', when: 'after' } });

    const client = local.client();
    const outcome = await client.send(new PutObjectCommand({ Bucket, Key: 'lost', Body: 'kept' })).then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? 'lost' : 'unknown'),
    );

    assert.equal(outcome, 'lost');
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'lost' }));
    assert.lengthOf(Contents, 1);
  });

  it('aims faults at one bucket by its path', async () => {
    const stop = local.faults.inject({
      operation: 'GetBucketAcl',
      when: ({ path }) => path === `/${Bucket}/` || path === `/${Bucket}`,
      fault: { kind: 'error', code: 'OperationAborted', status: 409 },
    });

    await assertFails(local.client().send(new GetBucketAclCommand({ Bucket })), 'OperationAborted 409');
    await assertFails(local.client().send(new GetBucketAclCommand({ Bucket: 'missing' })), 'NoSuchBucket 404');
    stop();
  });
});
