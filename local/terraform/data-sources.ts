import { templateError } from './terraform-error.ts';
import type { ValueObject } from './value.ts';

/** Where the provider works. */
export interface Where {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

const suffixes: Readonly<Record<string, string>> = { 'aws-cn': 'amazonaws.com.cn' };

/** What a data source answers. Throws, naming it, for one that is not read here. */
export function dataSource(type: string, { accountId, region, partition }: Where): ValueObject {
  switch (type) {
    case 'aws_caller_identity':
      return {
        id: accountId,
        account_id: accountId,
        arn: `arn:${partition}:iam::${accountId}:user/local-administrator`,
        user_id: accountId,
      };
    case 'aws_partition':
      return { id: partition, partition, dns_suffix: suffixes[partition] ?? 'amazonaws.com' };
    case 'aws_region':
      return { id: region, name: region, region };
    default:
      throw templateError(`data sources of the type ${type} are not read here`);
  }
}
