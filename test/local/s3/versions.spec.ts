import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { assertFails, createBucket, failureOf, type LocalS3, startS3 } from '../support/s3.ts';

describe('local S3: object versions', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
  });

  beforeEach(async () => {
    Bucket = await createBucket(client);
    await version('Enabled');
  });

  after(() => local.close());

  const version = (Status: 'Enabled' | 'Suspended') =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const put = async (Key: string, Body: string) =>
    (await client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId ?? '';
  const remove = (Key: string, VersionId?: string) => client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  const read = (Key: string, VersionId?: string) => client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  const textOf = async (Key: string, id?: string) => (await read(Key, id)).Body?.transformToString();
  const list = (more: Partial<ListObjectVersionsCommandInput> = {}) =>
    client.send(new ListObjectVersionsCommand({ Bucket, ...more }));

  it('keeps every version and answers the newest', async () => {
    const first = await put('k', 'one');
    const second = await put('k', 'two');

    assert.notEqual(first, second);
    assert.equal((await read('k')).VersionId, second);
    assert.deepEqual([await textOf('k'), await textOf('k', first)], ['two', 'one']);
    await assertFails(read('k', 'no-such-version'), 'NoSuchVersion 404');
  });

  it('hides an object behind a delete marker, and shows it again when the marker goes', async () => {
    await put('k', 'one');

    const deleted = await remove('k');

    assert.isTrue(deleted.DeleteMarker);
    const error = await failureOf(read('k'));
    assert.equal(error.name, 'NoSuchKey');
    assert.equal(error.$response?.headers['x-amz-delete-marker'], 'true');
    await assertFails(read('k', deleted.VersionId), 'MethodNotAllowed 405');
    await assertFails(client.send(new HeadObjectCommand({ Bucket, Key: 'k' })), 'NotFound 404');
    assert.isUndefined((await client.send(new ListObjectsV2Command({ Bucket }))).Contents);

    const undone = await remove('k', deleted.VersionId);
    assert.deepInclude(undone, { DeleteMarker: true, VersionId: deleted.VersionId });
    assert.equal(await textOf('k'), 'one');
  });

  it('destroys a version by its id', async () => {
    const first = await put('k', 'one');
    const second = await put('k', 'two');

    await remove('k', second);

    assert.equal(await textOf('k'), 'one');
    await remove('k', first);
    assert.isUndefined((await list()).Versions);
  });

  it('writes over the null version while suspended, and keeps the others', async () => {
    const first = await put('k', 'one');
    await version('Suspended');

    assert.deepEqual([await put('k', 'two'), await put('k', 'three')], ['null', 'null']);

    const answer = await list();
    assert.deepEqual(
      answer.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
      [
        ['null', true],
        [first, false],
      ],
    );
    assert.equal((await remove('k')).VersionId, 'null');
    assert.equal((await list()).DeleteMarkers?.[0]?.VersionId, 'null');
  });

  it('deletes many: markers without version ids, versions with', async () => {
    const first = await put('a', '1');
    await put('b', '2');

    const { Deleted = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'a', VersionId: first }, { Key: 'b' }] },
      }),
    );

    const marker = (await list()).DeleteMarkers?.[0];
    assert.deepEqual(Deleted, [
      { Key: 'a', VersionId: first },
      { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: marker?.VersionId },
    ]);
  });

  it('is not empty while versions are left', async () => {
    await put('k', 'one');
    await remove('k');

    await assertFails(client.send(new DeleteBucketCommand({ Bucket })), 'BucketNotEmpty 409', /all versions/);
  });

  it('lists versions and markers in pages, by key and newest first', async () => {
    const expected: string[] = [];
    for (const key of ['a/1', 'a/2', 'b']) {
      const ids = [await put(key, 'one'), await put(key, 'two')];
      const { VersionId } = await remove(key);
      expected.push(...[VersionId, ...ids.toReversed()].map((id) => `${key} ${id}`));
    }

    const listed: string[] = [];
    let page = await list({ MaxKeys: 2 });
    for (;;) {
      const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      assert.isAtMost(entries.length, 2);
      listed.push(...entries.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      if (page.IsTruncated !== true) break;
      page = await list({ MaxKeys: 2, KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker });
    }

    assert.sameMembers(listed, expected);
    assert.lengthOf(listed, expected.length);
    const rolled = await list({ Delimiter: '/', MaxKeys: 1 });
    assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'a/' }]);
    const rest = await list({ Delimiter: '/', KeyMarker: rolled.NextKeyMarker });
    assert.deepEqual([rest.CommonPrefixes, rest.Versions?.length, rest.DeleteMarkers?.length], [undefined, 2, 1]);
    await assertFails(list({ VersionIdMarker: 'x' }), 'InvalidArgument 400');
  });
});
