import { partitionOf } from './partition.ts';
import { securityGroupArn } from './security-group-arn.ts';

export interface NamedResource {
  /** One of ours, by AWS Config's name. */
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId: string;
  readonly region: string;
}

/** Its ARN; of an account, that of its root, as AWS Config has it. */
export function resourceArn({ resourceType, resourceId, accountId, region }: NamedResource): string {
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
