import type { Bucket } from './bucket.ts';
import { canonicalId } from './bucket.ts';
import { type Position, walkKeys } from './key-walk.ts';
import type { StoredObject, Version } from './object-store.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { invalidArgument, xmlAnswer } from './s3-answer.ts';

const common = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

export const listObjectOperations: BucketOperations = {
  ListObjectsV2: {
    needs: 'bucket',
    method: 'GET',
    path: 'bucket',
    selector: 'list-type',
    parameters: [...common, 'continuation-token', 'start-after', 'fetch-owner'],
    run: listObjects,
  },
  ListObjectVersions: {
    needs: 'bucket',
    method: 'GET',
    path: 'bucket',
    selector: 'versions',
    parameters: [...common, 'key-marker', 'version-id-marker'],
    run: listVersions,
  },
};

function listObjects(call: BucketCall) {
  const { bucket, query } = call;
  const page = commonInput(call);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const after: Position | undefined =
    token === null ? (startAfter === null ? undefined : { kind: 'key', value: startAfter }) : readToken(token);
  const entries = walkKeys(bucket.objects.keys, { ...page, after }, (key) => bucket.objects.current(key) !== undefined);
  const found: Position[] = [];
  let truncated = false;
  for (const entry of entries) {
    truncated = found.length >= page.maxKeys;
    if (truncated) break;
    found.push(entry);
  }
  const last = found.at(-1);
  const owner = query.get('fetch-owner') === 'true' ? ownerOf(bucket) : undefined;
  return xmlAnswer('ListBucketResult', {
    ...page.echo,
    StartAfter: startAfter === null ? undefined : page.encode(startAfter),
    ContinuationToken: token ?? undefined,
    NextContinuationToken: truncated && last !== undefined ? writeToken(last) : undefined,
    KeyCount: found.length,
    // With max-keys 0 S3 answers an empty page that is the last.
    IsTruncated: truncated && last !== undefined,
    Contents: found.flatMap((entry) => {
      const object = entry.kind === 'key' ? bucket.objects.current(entry.value) : undefined;
      return object === undefined ? [] : [{ Key: page.encode(entry.value), ...objectElements(object), Owner: owner }];
    }),
    CommonPrefixes: found.flatMap((entry) => (entry.kind === 'prefix' ? [{ Prefix: page.encode(entry.value) }] : [])),
  });
}

type Listed = { key: string; version: Version; isLatest: boolean } | { prefix: string };

function listVersions(call: BucketCall) {
  const { bucket, query } = call;
  const page = commonInput(call);
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  if (keyMarker === '' && versionMarker !== '') {
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      versionMarker,
    );
  }
  const found: Listed[] = [];
  let next: Listed | undefined;
  for (const entry of allVersions(bucket, page, keyMarker, versionMarker)) {
    if (found.length >= page.maxKeys) {
      next = found.at(-1);
      break;
    }
    found.push(entry);
  }
  const elements = (kind: Version['kind']) =>
    found.flatMap((entry) =>
      'prefix' in entry || entry.version.kind !== kind
        ? []
        : [
            {
              Key: page.encode(entry.key),
              VersionId: entry.version.versionId,
              IsLatest: entry.isLatest,
              ...(entry.version.kind === 'object'
                ? objectElements(entry.version)
                : { LastModified: new Date(entry.version.lastModified).toISOString() }),
              Owner: ownerOf(bucket),
            },
          ],
    );
  return xmlAnswer('ListVersionsResult', {
    ...page.echo,
    KeyMarker: page.encode(keyMarker),
    VersionIdMarker: versionMarker,
    IsTruncated: next !== undefined,
    NextKeyMarker: next === undefined ? undefined : page.encode('prefix' in next ? next.prefix : next.key),
    NextVersionIdMarker: next === undefined || 'prefix' in next ? undefined : next.version.versionId,
    Version: elements('object'),
    DeleteMarker: elements('marker'),
    CommonPrefixes: found.flatMap((entry) => ('prefix' in entry ? [{ Prefix: page.encode(entry.prefix) }] : [])),
  });
}

function* allVersions(
  { objects }: Bucket,
  page: { prefix: string; delimiter: string },
  keyMarker: string,
  versionMarker: string,
): Generator<Listed> {
  if (versionMarker !== '') {
    const versions = objects.versionsOf(keyMarker);
    const marked = versions.findIndex((version) => version.versionId === versionMarker);
    for (const version of marked < 0 ? [] : versions.slice(marked + 1)) {
      yield { key: keyMarker, version, isLatest: false };
    }
  }
  const isPrefix = page.delimiter !== '' && keyMarker.indexOf(page.delimiter, page.prefix.length) >= 0;
  const after: Position | undefined =
    keyMarker === '' ? undefined : { kind: isPrefix ? 'prefix' : 'key', value: keyMarker };
  for (const entry of walkKeys(objects.keys, { ...page, after }, () => true)) {
    if (entry.kind === 'prefix') yield { prefix: entry.value };
    else {
      for (const [index, version] of objects.versionsOf(entry.value).entries()) {
        yield { key: entry.value, version, isLatest: index === 0 };
      }
    }
  }
}

function objectElements(object: StoredObject) {
  return {
    LastModified: new Date(object.lastModified).toISOString(),
    ETag: object.etag,
    ChecksumAlgorithm: object.checksum?.algorithm.toUpperCase(),
    ChecksumType: object.checksum === undefined ? undefined : 'FULL_OBJECT',
    Size: object.body.length,
    StorageClass: 'STANDARD',
  };
}

function ownerOf(bucket: Bucket) {
  return { ID: canonicalId(bucket.accountId) };
}

function commonInput({ bucket, query }: BucketCall) {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const encoding = query.get('encoding-type');
  const asked = query.get('max-keys');
  if (encoding !== null && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  }
  if (asked !== null && !/^\d{1,10}$/.test(asked)) {
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', asked);
  }
  const encode = (text: string): string =>
    encoding === null ? text : encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
  const maxKeys = Math.min(1000, Number(asked ?? 1000));
  return {
    prefix,
    delimiter,
    maxKeys,
    encode,
    echo: {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      MaxKeys: maxKeys,
      EncodingType: encoding ?? undefined,
    },
  };
}

function writeToken({ kind, value }: Position): string {
  return Buffer.from(`${kind}:${value}`).toString('base64url');
}

function readToken(token: string): Position {
  const [, kind, value] = /^(key|prefix):(.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (value === undefined) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return { kind: kind === 'prefix' ? 'prefix' : 'key', value };
}
