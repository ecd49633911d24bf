import type { AwsRequest } from '../service.ts';
import { aclOperations } from './acl-operations.ts';
import { blockOperations } from './block-operations.ts';
import { bucketOperations } from './bucket-operations.ts';
import { deleteObjectOperations } from './delete-objects.ts';
import { encryptionOperations } from './encryption-operations.ts';
import { getObjectOperations } from './get-object.ts';
import { listBucketsOperation } from './list-buckets.ts';
import { listObjectOperations } from './list-objects.ts';
import { loggingOperations } from './logging-operations.ts';
import type { Operation, Operations } from './operation.ts';
import { ownershipOperations } from './ownership-operations.ts';
import { policyOperations } from './policy-operations.ts';
import { putObjectOperation } from './put-object.ts';
import { isChecksumHeader } from './request-body.ts';
import { taggingOperations } from './tagging-operations.ts';
import { unimplementedName } from './unimplemented-name.ts';
import { versioningOperations } from './versioning-operations.ts';
import { websiteOperations } from './website-operations.ts';

export const operations: Operations = {
  ...listBucketsOperation,
  ...bucketOperations,
  ...aclOperations,
  ...policyOperations,
  ...blockOperations,
  ...encryptionOperations,
  ...versioningOperations,
  ...loggingOperations,
  ...ownershipOperations,
  ...taggingOperations,
  ...websiteOperations,
  ...listObjectOperations,
  ...putObjectOperation,
  ...getObjectOperations,
  ...deleteObjectOperations,
};

export interface Route {
  /** The SDK's name of the operation, implemented or not. */
  readonly name: string;
  readonly operation: Operation | undefined;
  /** What the operation is asked for and does not understand: a query parameter or a header. */
  readonly unsupported: readonly string[];
  readonly bucketName: string;
  readonly key: string;
}

/** Headers that any call may carry; `x-amz-*` besides these has to be declared by the operation. */
const anyCall = new Set([
  'x-amz-api-version',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-amz-user-agent',
]);
const meaningful = /^(x-amz-|if-(match|none-match|modified-since|unmodified-since|range)$|range$)/;

/** Which operation a request is: by method, path and sub-resource, path-style or with the bucket before `.localhost`. */
export function routeOf(request: AwsRequest): Route {
  const { bucketName, key } = addressOf(request);
  const path = key === '' ? (bucketName === '' ? 'service' : 'bucket') : 'object';
  const keys = [...request.query.keys()].filter((name) => name !== 'x-id');
  const where = { bucketName, key };
  if (request.headers['x-amz-copy-source'] !== undefined) {
    const name = request.query.has('uploadId') ? 'UploadPartCopy' : 'CopyObject';
    return { name, operation: undefined, unsupported: [], ...where };
  }
  const candidates = Object.entries(operations).filter(
    ([, operation]) => operation.method === request.method && operation.path === path,
  );
  const found =
    candidates.find(([, { selector }]) => selector !== undefined && request.query.has(selector)) ??
    candidates.find(
      ([, { selector, parameters = [] }]) => selector === undefined && keys.every((name) => parameters.includes(name)),
    ) ??
    candidates.find(([name]) => name === request.query.get('x-id'));
  if (found === undefined)
    return { name: unimplementedName(request, path, keys), operation: undefined, unsupported: [], ...where };
  const [name, operation] = found;
  return { name, operation, unsupported: unsupportedInput(request, operation, keys), ...where };
}

function addressOf({ path, headers }: AwsRequest): { bucketName: string; key: string } {
  const [, host] = /^(.+)\.localhost(?::\d+)?$/.exec(headers.host ?? '') ?? [];
  if (host !== undefined) return { bucketName: host, key: path.slice(1) };
  const slash = path.indexOf('/', 1);
  return slash < 0
    ? { bucketName: path.slice(1), key: '' }
    : { bucketName: path.slice(1, slash), key: path.slice(slash + 1) };
}

function unsupportedInput(request: AwsRequest, operation: Operation, keys: readonly string[]): string[] {
  const { selector, parameters = [], headers = [] } = operation;
  const prefixes = headers.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const known = (name: string): boolean =>
    anyCall.has(name) ||
    headers.includes(name) ||
    isChecksumHeader(name) ||
    prefixes.some((prefix) => name.startsWith(prefix));
  return [
    ...keys.filter((name) => name !== selector && !parameters.includes(name)),
    ...Object.keys(request.headers).filter((name) => meaningful.test(name) && !known(name)),
  ];
}
