import { AwsError } from '../aws-error.ts';
import type { AwsResponse } from '../service.ts';
import type { Version } from './object-store.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { checkRead, noSuchKey } from './preconditions.ts';

const shape = {
  needs: 'bucket',
  path: 'object',
  parameters: ['versionId'],
  headers: ['if-match', 'if-none-match', 'range', 'x-amz-checksum-mode'],
} as const;

export const getObjectOperations: BucketOperations = {
  GetObject: { ...shape, method: 'GET', run: getObject },
  /** Answered like GetObject; the server leaves the body out. */
  HeadObject: { ...shape, method: 'HEAD', run: getObject },
};

function getObject(call: BucketCall): AwsResponse {
  const { bucket, headers } = call;
  const object = findVersion(call);
  const version = bucket.versioning === undefined ? {} : { 'x-amz-version-id': object.versionId };
  if (object.kind === 'marker') throw markerRefused(call, version);
  checkRead(headers, object);
  const range = rangeOf(headers.range, object.body.length);
  const body = range === undefined ? object.body : object.body.subarray(range.first, range.last + 1);
  const { checksum } = object;
  const tellsChecksum = headers['x-amz-checksum-mode'] === 'ENABLED' && range === undefined && checksum !== undefined;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...object.headers,
      ...version,
      etag: object.etag,
      'last-modified': new Date(object.lastModified).toUTCString(),
      'accept-ranges': 'bytes',
      'content-length': String(body.length),
      ...(range === undefined ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${object.body.length}` }),
      ...(tellsChecksum
        ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
        : {}),
    },
    body,
  };
}

function findVersion({ bucket, key, query }: BucketCall): Version {
  const versions = bucket.objects.versionsOf(key);
  const versionId = query.get('versionId');
  const found = versionId === null ? versions[0] : versions.find((version) => version.versionId === versionId);
  if (found !== undefined) return found;
  if (versionId === null) throw noSuchKey(key);
  throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, { Key: key, VersionId: versionId });
}

/** A delete marker is no object: 404 as the current version, 405 when it is named (S3 User Guide, "Working with delete markers"). */
function markerRefused({ key, query }: BucketCall, version: Record<string, string>): AwsError {
  const headers = { ...version, 'x-amz-delete-marker': 'true' };
  if (!query.has('versionId')) {
    return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key, ...headers });
  }
  return new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
    Method: 'GET',
    ResourceType: 'DeleteMarker',
    allow: 'DELETE',
    ...headers,
  });
}

/** One `bytes=` range, ends included. Throws InvalidRange (416); several ranges are answered whole, as S3 does. */
function rangeOf(header: string | undefined, size: number): { first: number; last: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first >= size || first > last) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      ActualObjectSize: String(size),
    });
  }
  return { first, last };
}
