import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { AccountBlock } from '../contract/resource.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { partitionOf } from './partition.ts';
import { PublicAccessBlockSettings } from './public-access-block.ts';

/**
 * An account's Block Public Access from its item. AWS gives the resource no ARN, so it goes by the account's own. Throws
 * ITEM_UNREADABLE naming the account and the field, as well where the item has no configuration (a deleted block): ask its
 * status first.
 */
export function accountBlockFromItem(item: ConfigurationItem): AccountBlock {
  const { resourceId: id, accountId, region, configuration } = item;
  if (configuration === null) throw unreadable(id, `configuration is missing (item status ${item.status})`);
  const settings = v.safeParse(PublicAccessBlockSettings, configuration);
  if (!settings.success) {
    throw unreadable(id, `configuration: ${explainIssues(settings.issues)}`);
  }
  const block = v.safeParse(AccountBlock, {
    type: 'AWS::S3::AccountPublicAccessBlock',
    id,
    arn: item.arn ?? `arn:${partitionOf(region)}:iam::${accountId}:root`,
    accountId,
    region,
    tags: item.tags,
    publicAccessBlock: settings.output,
  });
  if (!block.success) throw unreadable(id, explainIssues(block.issues));
  // valibot's records pass over names such as `constructor`.
  return { ...block.output, tags: { ...item.tags } };
}

function unreadable(id: string, what: string): Failure {
  return new Failure('ITEM_UNREADABLE', `account public access block ${id}: ${what}`, { ids: { resourceId: id } });
}
