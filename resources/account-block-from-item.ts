import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { AccountBlock, type PublicAccessBlock } from '../contract/resource.ts';
import { type ConfigurationItem, isDeleted } from './configuration-item.ts';
import { partitionOf } from './partition.ts';
import { PublicAccessBlockSettings } from './public-access-block.ts';

/**
 * An account's Block Public Access from its item; a deleted one is not set. AWS gives the resource no ARN, so it goes by the
 * account's own. Throws ITEM_UNREADABLE naming the account and the field.
 */
export function accountBlockFromItem(item: ConfigurationItem): AccountBlock {
  const { resourceId: id, accountId, region } = item;
  const block = v.safeParse(AccountBlock, {
    type: 'AWS::S3::AccountPublicAccessBlock',
    id,
    arn: item.arn ?? `arn:${partitionOf(region)}:iam::${accountId}:root`,
    accountId,
    region,
    tags: item.tags,
    publicAccessBlock: isDeleted(item.status) ? null : settingsOf(item),
  });
  if (!block.success) throw unreadable(id, explainIssues(block.issues));
  // valibot's records pass over names such as `constructor`.
  return { ...block.output, tags: { ...item.tags } };
}

function settingsOf({ resourceId, status, configuration }: ConfigurationItem): PublicAccessBlock {
  if (configuration === null) throw unreadable(resourceId, `configuration is missing (item status ${status})`);
  const settings = v.safeParse(PublicAccessBlockSettings, configuration);
  if (settings.success) return settings.output;
  throw unreadable(resourceId, `configuration: ${explainIssues(settings.issues)}`);
}

function unreadable(id: string, what: string): Failure {
  return new Failure('ITEM_UNREADABLE', `account public access block ${id}: ${what}`, { ids: { resourceId: id } });
}
