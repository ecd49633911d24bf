import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { initialGraceState } from '../contract/grace-state.ts';
import { graceKey } from '../coordinator/grace-store.ts';
import type { Deployment } from './deployment.ts';
import { keptObject } from './kept-object.ts';
import type { PrivateBucket } from './private-bucket.ts';

/** What the coordinator remembers of grace periods. */
export function graceState(deployment: Deployment, bucket: PrivateBucket): S3Object {
  const content = JSON.stringify(initialGraceState);
  return keptObject(deployment, { name: 'grace-state', bucket, key: graceKey, content, writtenBy: 'theirs' });
}
