import { AwsError } from '../aws-error.ts';
import type { AwsRequest } from '../service.ts';
import type { StoredObject } from './object-store.ts';
import { unsupported } from './s3-answer.ts';

type Headers = AwsRequest['headers'];

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

function failed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
}

/** ETags are compared with or without their quotes. */
function isEtagOf(object: StoredObject, etag: string): boolean {
  return object.etag.replaceAll('"', '') === etag.replaceAll('"', '').trim();
}

/**
 * Whether PutObject may write over `current` (S3 User Guide, "How to prevent object overwrites with conditional writes"): `If-None-Match: *`
 * wants no object, `If-Match` that ETag. Throws PreconditionFailed (412), or NoSuchKey (404) for If-Match where there is
 * none. Requests run one at a time here: ConditionalRequestConflict (409) comes from an injected fault only.
 */
export function checkWrite(headers: Headers, key: string, current: StoredObject | undefined): void {
  const noneMatch = headers['if-none-match'];
  const match = headers['if-match'];
  if (noneMatch !== undefined && noneMatch !== '*') throw unsupported('If-None-Match of s3:PutObject other than *');
  if (match === '*') throw unsupported('If-Match: * of s3:PutObject');
  if (noneMatch !== undefined && current !== undefined) throw failed('If-None-Match');
  if (match === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (!isEtagOf(current, match)) throw failed('If-Match');
}

/** Conditional deletes look at the current version; `*` wants any (S3 User Guide, "How to perform conditional deletes"). */
export function checkDelete(
  match: string | undefined,
  key: string,
  current: StoredObject | undefined,
  exists: boolean,
): void {
  if (match === undefined) return;
  if (!exists) throw noSuchKey(key);
  if (current === undefined || (match !== '*' && !isEtagOf(current, match))) throw failed('If-Match');
}

/** Throws PreconditionFailed (412) or NotModified (304, no body). */
export function checkRead(headers: Headers, object: StoredObject): void {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const matches = (list: string): boolean =>
    list.split(',').some((etag) => etag.trim() === '*' || isEtagOf(object, etag));
  if (match !== undefined && !matches(match)) throw failed('If-Match');
  if (noneMatch !== undefined && matches(noneMatch)) {
    throw new AwsError('NotModified', 'Not Modified', 304, { etag: object.etag });
  }
}
