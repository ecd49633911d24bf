import type { Bucket } from './bucket.ts';
import { canonicalId } from './bucket.ts';
import type { Call, Operations } from './operation.ts';
import { invalidArgument, xmlAnswer } from './s3-answer.ts';

const parameters = ['prefix', 'bucket-region', 'max-buckets', 'continuation-token'];

export const listBucketsOperation: Operations = {
  /**
   * The account's buckets of all regions, by name. Pages only where max-buckets asks for them (1-10,000); each bucket's region
   * is told where the call carries any parameter (S3 API, ListBuckets).
   */
  ListBuckets: { needs: 'account', method: 'GET', path: 'service', parameters, run: listBuckets },
};

function listBuckets({ caller, buckets, query }: Call) {
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const after = decodeToken(query.get('continuation-token'));
  const max = pageSize(query.get('max-buckets'));
  const found = buckets
    .ofAccount(caller.accountId, caller.partition)
    .filter(
      (bucket) =>
        bucket.name.startsWith(prefix) && (region === null || bucket.region === region) && bucket.name > after,
    );
  const page = found.slice(0, max);
  const tellsRegion = parameters.some((name) => query.has(name));
  const last = page.at(-1);
  return xmlAnswer('ListAllMyBucketsResult', {
    Owner: { ID: canonicalId(caller.accountId) },
    Buckets: { Bucket: page.map((bucket) => bucketElements(bucket, tellsRegion)) },
    ContinuationToken:
      last !== undefined && found.length > page.length ? Buffer.from(last.name).toString('base64url') : undefined,
    Prefix: query.get('prefix') ?? undefined,
  });
}

function bucketElements(bucket: Bucket, tellsRegion: boolean) {
  return {
    Name: bucket.name,
    CreationDate: new Date(bucket.createdAt).toISOString(),
    BucketRegion: tellsRegion ? bucket.region : undefined,
  };
}

function pageSize(text: string | null): number {
  if (text === null) return 10_000;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw invalidArgument('Argument max-buckets must be an integer between 1 and 10000', 'max-buckets', text);
  }
  return size;
}

function decodeToken(token: string | null): string {
  if (token === null) return '';
  const name = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(name).toString('base64url') !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  }
  return name;
}
