import { AwsError, notImplemented } from '../aws-error.ts';
import type { AccountBlocks } from '../s3-control/s3-control.ts';
import { policyAllows } from '../policy-allows.ts';
import type { AwsRequest, AwsResponse, Caller, LocalService, Recordable, ServiceDeps } from '../service.ts';
import { type Bucket, bucketArn } from './bucket.ts';
import { createBuckets } from './buckets.ts';
import type { BucketOperation, Call } from './operation.ts';
import { partitionOf } from '../credentials.ts';
import { recordedBucket } from './recorded-bucket.ts';
import { readBody } from './request-body.ts';
import { operations, routeOf } from './route.ts';
import { accessDenied, renderS3Error, unsupported } from './s3-answer.ts';

const bucketType = 'AWS::S3::Bucket';

/** Where buckets are and whose they are, for who has only a name. */
export interface BucketHomes {
  /** Undefined where there is no such bucket. */
  homeOf(partition: string, bucketName: string): { readonly accountId: string; readonly region: string } | undefined;
}

/**
 * S3's REST XML protocol for general purpose buckets. Path-style addressing, and the bucket before `.localhost`. Bucket names are
 * global per partition, a bucket lives in one region, Block Public Access and Object Ownership are enforced on ACLs and policies
 * as they are put. A bucket of another account answers AccessDenied, but for reads of objects and their names that its policy allows;
 * one's own answers every call. Not emulated: access granted by ACL, and what a policy says of one's own bucket; multipart uploads, copies, object ACLs and tags, and every sub-resource
 * that the routes do not name, which answer NotImplemented (501).
 */
export function createS3(deps: ServiceDeps, accountBlocks: AccountBlocks): LocalService & Recordable & BucketHomes {
  const buckets = createBuckets();
  const changed = (bucket: Bucket): void =>
    deps.changed({
      accountId: bucket.accountId,
      region: bucket.region,
      resourceType: bucketType,
      resourceId: bucket.name,
    });
  return {
    signingName: 's3',
    operations: Object.keys(operations),
    operationOf: (request) => routeOf(request).name,
    async handle(request, caller) {
      const { name, operation, unsupported: unknown, bucketName, key } = routeOf(request);
      if (operation === undefined) throw notImplemented('s3', name);
      if (unknown.length > 0) throw unsupported(`${unknown.join(', ')} of s3:${name}`);
      const { body, checksum, vouched } = readBody(request);
      if (operation.needsChecksum === true && !vouched) {
        throw new AwsError(
          'InvalidRequest',
          'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
        );
      }
      const call: Call = {
        caller,
        bucketName,
        key,
        query: request.query,
        headers: request.headers,
        body,
        checksum,
        buckets,
        accountBlock: accountBlocks.blockOf(caller.accountId),
        id: (length) => deps.id(length),
        changed,
      };
      return operation.needs === 'account' ? operation.run(call) : runOnBucket(name, operation, call, request);
    },
    renderError: renderS3Error,
    homeOf: (partition, bucketName) => buckets.find(partition, bucketName),
    resourceTypes: [bucketType],
    recordedState(resourceType, resourceId, where) {
      const bucket = resourceType === bucketType ? buckets.find(partitionOf(where.region), resourceId) : undefined;
      if (bucket === undefined || bucket.accountId !== where.accountId || bucket.region !== where.region)
        return undefined;
      return recordedBucket(bucket, accountBlocks.blockOf(bucket.accountId));
    },
    resourceIds: (resourceType, { accountId, region }) =>
      resourceType === bucketType
        ? buckets
            .ofAccount(accountId, partitionOf(region))
            .filter((bucket) => bucket.region === region)
            .map((bucket) => bucket.name)
        : [],
  };
}

function runOnBucket(name: string, operation: BucketOperation, call: Call, request: AwsRequest): AwsResponse {
  const bucket = findBucket(name, operation, call, request.headers['x-amz-expected-bucket-owner']);
  const response = operation.run({ ...call, bucket });
  if (operation.changes === true) call.changed(bucket);
  return response;
}

/** What a bucket's policy can let another account do here. */
const sharedReads: Readonly<Record<string, string>> = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  ListObjectsV2: 's3:ListBucket',
};

/** In S3's order: existence, region, then access; the region is told to anyone (S3 API, HeadBucket). */
function findBucket(
  name: string,
  operation: BucketOperation,
  call: Call,
  expectedOwner: string | string[] | undefined,
): Bucket {
  const { buckets, bucketName, caller } = call;
  const bucket = buckets.find(caller.partition, bucketName);
  if (bucket === undefined) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucketName });
  }
  const isHere = bucket.region === caller.region || (operation.global === true && caller.region === 'us-east-1');
  if (!isHere) throw permanentRedirect(bucket, caller);
  const isOpen = bucket.accountId === caller.accountId || isShared(name, bucket, call);
  if (!isOpen || (expectedOwner ?? bucket.accountId) !== bucket.accountId) {
    throw withRegion(accessDenied(), bucket);
  }
  return bucket;
}

function isShared(name: string, bucket: Bucket, { caller, key, query }: Call): boolean {
  const action = sharedReads[name];
  if (action === undefined) return false;
  const prefix = query.get('prefix');
  return policyAllows(bucket.policy, caller, {
    action: action === 's3:GetObject' && query.has('versionId') ? 's3:GetObjectVersion' : action,
    resource: key === '' ? bucketArn(bucket) : `${bucketArn(bucket)}/${key}`,
    context: { 's3:ResourceAccount': bucket.accountId, ...(prefix === null ? {} : { 's3:prefix': prefix }) },
  });
}

function permanentRedirect(bucket: Bucket, caller: Caller): AwsError {
  const suffix = caller.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return withRegion(
    new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { Endpoint: `${bucket.name}.s3.${bucket.region}.${suffix}`, Bucket: bucket.name },
    ),
    bucket,
  );
}

function withRegion(error: AwsError, bucket: Bucket): AwsError {
  return new AwsError(error.code, error.message, error.status, {
    ...error.details,
    'x-amz-bucket-region': bucket.region,
  });
}
