import type { AwsRequest, AwsResponse, Caller } from '../service.ts';
import type { BlockSettings } from './block-settings.ts';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import type { Checksum } from './request-body.ts';

/** One call, its body decoded and verified. */
export interface Call {
  readonly caller: Caller;
  readonly bucketName: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: AwsRequest['headers'];
  readonly body: Buffer;
  readonly checksum: Checksum | undefined;
  readonly buckets: Buckets;
  /** Block Public Access of the caller's account. */
  readonly accountBlock: BlockSettings | undefined;
  readonly id: (length: number) => string;
  /** Tells AWS Config. */
  readonly changed: (bucket: Bucket) => void;
}

/** A call for a bucket that exists, is of the caller's account and of the region the call was signed for. */
export interface BucketCall extends Call {
  readonly bucket: Bucket;
}

interface OperationShape {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  readonly path: 'service' | 'bucket' | 'object';
  /** The query parameter that tells the operation from others of its method and path. */
  readonly selector?: string;
  /** Query parameters that it understands; any other answers NotImplemented. */
  readonly parameters?: readonly string[];
  /** `x-amz-*` and conditional headers that it understands besides those of every call; any other answers NotImplemented. */
  readonly headers?: readonly string[];
  /** S3 refuses the call without Content-MD5 or a checksum. */
  readonly needsChecksum?: true;
}

export interface AccountOperation extends OperationShape {
  readonly needs: 'account';
  run(call: Call): AwsResponse;
}

export interface BucketOperation extends OperationShape {
  readonly needs: 'bucket';
  /** What AWS Config records changes by it. */
  readonly changes?: true;
  /** Answered to calls signed for us-east-1 wherever the bucket is. */
  readonly global?: true;
  run(call: BucketCall): AwsResponse;
}

export type Operation = AccountOperation | BucketOperation;

/** By the SDK's name. */
export type Operations = Readonly<Record<string, Operation>>;
export type BucketOperations = Readonly<Record<string, BucketOperation>>;
