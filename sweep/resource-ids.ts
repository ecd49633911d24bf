import { paginateDescribeSecurityGroups } from '@aws-sdk/client-ec2';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import { endingPages } from '../aws/ending-pages.ts';
import type { ResourceType } from '../contract/resource.ts';
import { s3ClientOf } from '../resources/bucket-kind.ts';
import type { ClientOptions } from '../resources/client-cache.ts';
import type { Where } from '../resources/reader.ts';
import { ec2ClientOf } from '../resources/security-group-kind.ts';

/**
 * The ids of all resources of a kind in an account and region, in no order. A bucket is listed in its own region alone, an account's
 * block wherever it is asked for. Rejects with the SDK's error or READ_FAILED.
 */
export async function resourceIds(type: ResourceType, where: Where, options?: ClientOptions): Promise<string[]> {
  const ids: string[] = [];
  switch (type) {
    case 'AWS::EC2::SecurityGroup': {
      const client = ec2ClientOf(where.region, options);
      const pages = paginateDescribeSecurityGroups({ client, pageSize: 1000 }, {});
      for await (const { SecurityGroups = [] } of endingPages(pages, ({ NextToken }) => NextToken)) {
        // One that another account shares is that account's to judge.
        for (const { GroupId, OwnerId = where.accountId } of SecurityGroups)
          if (GroupId !== undefined && OwnerId === where.accountId) ids.push(GroupId);
      }
      break;
    }
    case 'AWS::S3::Bucket': {
      const client = s3ClientOf(where.region, options);
      const pages = paginateListBuckets({ client, pageSize: 1000 }, { BucketRegion: where.region });
      for await (const { Buckets = [] } of endingPages(pages, ({ ContinuationToken }) => ContinuationToken))
        for (const { Name } of Buckets) if (Name !== undefined) ids.push(Name);
      break;
    }
    case 'AWS::S3::AccountPublicAccessBlock':
      ids.push(where.accountId);
      break;
  }
  return ids;
}
