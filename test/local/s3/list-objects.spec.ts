import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Position, walkKeys } from '../../../local/s3/key-walk.ts';
import { createObjectStore } from '../../../local/s3/object-store.ts';
import { assertFails, createBucket, type LocalS3, startS3 } from '../support/s3.ts';

describe('local S3: ListObjectsV2', () => {
  let local: LocalS3;
  let client: S3Client;
  let Bucket: string;

  before(async () => {
    local = await startS3();
    client = local.client();
    Bucket = await createBucket(client);
    const keys = ['2026/01/a', '2026/01/b', '2026/02/c', '2026-readme', 'Z', 'é/1', '\u{1f511}', '\uffee', 'z &<'];
    await Promise.all(keys.map((Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))));
  });

  after(() => local.close());

  const list = async (more: Partial<ListObjectsV2CommandInput> = {}) => {
    const answer = await client.send(new ListObjectsV2Command({ Bucket, ...more }));
    return {
      answer,
      keys: answer.Contents?.map(({ Key }) => Key) ?? [],
      prefixes: answer.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
    };
  };

  it('lists keys in the order of their UTF-8 bytes', async () => {
    const { keys, answer } = await list();

    assert.deepEqual(keys, [
      '2026-readme',
      '2026/01/a',
      '2026/01/b',
      '2026/02/c',
      'Z',
      'z &<',
      'é/1',
      '\uffee',
      '\u{1f511}',
    ]);
    assert.deepInclude(answer, { KeyCount: 9, IsTruncated: false, MaxKeys: 1000, Name: Bucket });
    assert.deepInclude(answer.Contents?.[4], { Size: 1, StorageClass: 'STANDARD', ChecksumType: 'FULL_OBJECT' });
  });

  const cases: [what: string, input: Partial<ListObjectsV2CommandInput>, keys: string[], prefixes: string[]][] = [
    ['a prefix', { Prefix: '2026/01/' }, ['2026/01/a', '2026/01/b'], []],
    ['a prefix that nothing has', { Prefix: 'none' }, [], []],
    ['a delimiter', { Delimiter: '/', Prefix: '2026' }, ['2026-readme'], ['2026/']],
    ['a delimiter after a prefix', { Delimiter: '/', Prefix: '2026/' }, [], ['2026/01/', '2026/02/']],
    ['a place to start after', { StartAfter: 'Z', Prefix: 'z' }, ['z &<'], []],
    [
      'a place to start after within a prefix',
      { StartAfter: '2026/01/a', Prefix: '2026/' },
      ['2026/01/b', '2026/02/c'],
      [],
    ],
    ['URL encoding', { EncodingType: 'url', Prefix: 'z' }, ['z+%26%3C'], []],
    ['no keys', { MaxKeys: 0 }, [], []],
  ];
  for (const [what, input, keys, prefixes] of cases) {
    it(`lists with ${what}`, async () => {
      const found = await list(input);

      assert.deepEqual([found.keys, found.prefixes], [keys, prefixes]);
      assert.isFalse(found.answer.IsTruncated);
    });
  }

  it('counts keys and common prefixes alike towards a page, and goes on after either', async () => {
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, Delimiter: '/', Prefix: '' })) {
      pages.push([...(page.Contents ?? []).map(({ Key }) => Key), ...(page.CommonPrefixes ?? []).map((p) => p.Prefix)]);
    }

    assert.deepEqual(pages, [['2026-readme', '2026/'], ['Z', 'z &<'], ['\uffee', 'é/'], ['\u{1f511}']]);
  });

  it('tells the owner when asked', async () => {
    const { answer } = await list({ FetchOwner: true, MaxKeys: 1 });

    assert.match(answer.Contents?.[0]?.Owner?.ID ?? '', /^[0-9a-f]{64}$/);
  });

  it('refuses a token that it did not give', async () => {
    await assertFails(list({ ContinuationToken: 'forged' }), 'InvalidArgument 400');
    await assertFails(list({ MaxKeys: -1 }), 'InvalidArgument 400');
  });
});

describe('local S3: walking keys', () => {
  const keys = fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('a', 'b', '/', 'é', '\uffee', '\u{1f511}'), minLength: 1, maxLength: 6 }),
  );

  it('finds, from any position, what grouping all keys in byte order finds', () => {
    fc.assert(
      fc.property(
        keys,
        fc.constantFrom('', 'a', 'a/'),
        fc.constantFrom('', '/', 'b'),
        fc.nat(8),
        (all, prefix, delimiter, skip) => {
          const store = createObjectStore();
          for (const key of all) store.add(key, { kind: 'marker', versionId: 'null', lastModified: 0 });
          const sorted = all.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const expected = new Map<string, Position>();
          for (const key of sorted.filter((candidate) => candidate.startsWith(prefix))) {
            const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
            const value = end < 0 ? key : key.slice(0, end + delimiter.length);
            if (!expected.has(value) || end < 0) expected.set(value, { kind: end < 0 ? 'key' : 'prefix', value });
          }
          const entries = [...expected.values()];

          const whole = [...walkKeys(store.keys, { prefix, delimiter, after: undefined }, () => true)];
          const after = whole[skip];
          const rest = [...walkKeys(store.keys, { prefix, delimiter, after }, () => true)];

          assert.deepEqual(store.keys, sorted);
          assert.deepEqual(whole, entries);
          assert.deepEqual(rest, after === undefined ? entries : entries.slice(skip + 1));
        },
      ),
    );
  });

  it('keeps keys sorted while versions come and go', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'é', '\uffee', '\u{1f511}'), fc.boolean())), (steps) => {
        const store = createObjectStore();
        const model = new Set<string>();
        for (const [key, adds] of steps) {
          if (adds) store.add(key, { kind: 'marker', versionId: 'null', lastModified: 0 });
          else store.remove(key, 'null');
          if (adds) model.add(key);
          else model.delete(key);
        }

        assert.deepEqual(
          store.keys,
          [...model].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
        assert.equal(store.isEmpty(), model.size === 0);
      }),
    );
  });
});
