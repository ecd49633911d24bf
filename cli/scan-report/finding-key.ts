import { createHash } from 'node:crypto';
import { partitionOf } from '../../resources/partition.ts';
import { securityGroupArn } from '../../resources/security-group-arn.ts';
import type { ScanEvaluation } from '../scan-evaluate.ts';

/** What names a resource in a report. */
export type Judged = Pick<ScanEvaluation, 'resourceType' | 'resourceId' | 'accountId' | 'region'>;

/** Its ARN; of an account, that of its root, as AWS Config has it. */
export function resourceArn({ resourceType, resourceId, accountId, region }: Judged): string {
  const partition = partitionOf(region);
  switch (resourceType) {
    case 'AWS::EC2::SecurityGroup':
      return securityGroupArn(partition, region, accountId, resourceId);
    case 'AWS::S3::Bucket':
      return `arn:${partition}:s3:::${resourceId}`;
    default:
      return `arn:${partition}:iam::${accountId}:root`;
  }
}

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
