import { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import type { Deployment } from './deployment.ts';
import type { PrivateBucket } from './private-bucket.ts';

export interface KeptObjectProps {
  /** Of the resource. */
  readonly name: string;
  readonly bucket: PrivateBucket;
  readonly key: string;
  /** JSON, or an expression that gives it. */
  readonly content: string;
  /** `ours`: as the stack says, always. `theirs`: the stack only makes it, and others write it from then on. */
  readonly writtenBy: 'ours' | 'theirs';
}

/**
 * An object that is there from the start, so that one that is missing is a fault and never a fresh beginning. It is outside the
 * prefix that the bucket's lifecycle expires.
 */
export function keptObject(
  { stack }: Deployment,
  { name, bucket, key, content, writtenBy }: KeptObjectProps,
): S3Object {
  return new S3Object(stack, name, {
    bucket: bucket.bucket,
    key,
    content,
    contentType: 'application/json',
    // Nothing may be written before the bucket is closed to plain HTTP.
    dependsOn: [bucket.policy],
    ...(writtenBy === 'theirs' ? { lifecycle: { ignoreChanges: ['content'] } } : {}),
  });
}
