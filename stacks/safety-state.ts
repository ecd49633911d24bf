import type { S3Object } from '@cdktf/provider-aws/lib/s3-object/index.js';
import { initialSafetyState } from '../contract/safety-state.ts';
import { safetyKey } from '../safety/safety-store.ts';
import type { Deployment } from './deployment.ts';
import { keptObject } from './kept-object.ts';
import type { PrivateBucket } from './private-bucket.ts';

/** What breaker and tug-of-war remember. */
export function safetyState(deployment: Deployment, bucket: PrivateBucket): S3Object {
  const content = JSON.stringify(initialSafetyState);
  return keptObject(deployment, { name: 'safety-state', bucket, key: safetyKey, content, writtenBy: 'theirs' });
}
