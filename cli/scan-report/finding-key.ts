import { createHash } from 'node:crypto';
import type { ScanEvaluation } from '../scan-evaluate.ts';

/** What names a resource in a report. */
export type Judged = Pick<ScanEvaluation, 'resourceType' | 'resourceId' | 'accountId' | 'region'>;

/**
 * 32 hex digits that are the same in every scan, for one resource and rule. What holds for a whole account has no region: it is told
 * by whichever region answers first.
 */
export function findingKey(judged: Judged, rule: string): string {
  const { resourceType, resourceId, accountId, region } = judged;
  const where = resourceType === 'AWS::S3::AccountPublicAccessBlock' ? 'global' : region;
  const identity = JSON.stringify([accountId, where, resourceType, resourceId, rule]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}
