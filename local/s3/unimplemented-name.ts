import type { AwsRequest } from '../service.ts';

/** What S3 calls its other sub-resources, after Get, Put or Delete. */
const nouns: Readonly<Record<string, string>> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  cors: 'BucketCors',
  lifecycle: 'BucketLifecycleConfiguration',
  notification: 'BucketNotificationConfiguration',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  website: 'BucketWebsite',
  'bucket object-lock': 'ObjectLockConfiguration',
  'object acl': 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  'object tagging': 'ObjectTagging',
};
const verbs: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

const others: Readonly<Record<string, string>> = {
  'DELETE lifecycle': 'DeleteBucketLifecycle',
  'GET session': 'CreateSession',
  'POST restore': 'RestoreObject',
  'POST select': 'SelectObjectContent',
  'GET uploads': 'ListMultipartUploads',
  'POST uploads': 'CreateMultipartUpload',
  'PUT uploadId': 'UploadPart',
  'GET uploadId': 'ListParts',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
};

const listParameters = ['prefix', 'delimiter', 'marker', 'max-keys', 'encoding-type'];

/**
 * The SDK's name of an operation that is not emulated, else its method, path and sub-resources. Newer clients say the name themselves
 * (`x-id`) where the request alone does not tell.
 */
export function unimplementedName(request: AwsRequest, path: string, keys: readonly string[]): string {
  const { method, query } = request;
  const named = query.get('x-id');
  if (named !== null) return named;
  for (const key of keys) {
    const other = others[`${method} ${key}`];
    if (other !== undefined) return other;
    const noun = nouns[key] ?? nouns[`${path} ${key}`];
    if (noun !== undefined) return `${verbs[method] ?? method}${noun}`;
  }
  if (method === 'GET' && path === 'bucket' && keys.every((key) => listParameters.includes(key))) return 'ListObjects';
  return [method, path, ...keys].join(' ');
}
