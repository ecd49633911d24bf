import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { SecurityGroup } from '../contract/resource.ts';
import type { ConfigurationItem } from './configuration-item.ts';
import { partitionOf } from './partition.ts';
import { securityGroupArn } from './security-group-arn.ts';
import { securityGroupFromConfiguration } from './security-group-from-configuration.ts';

/** Older items leave the item's own `tags` empty and carry them in the configuration only. */
const ConfigurationTags = v.array(v.object({ key: v.string(), value: v.nullish(v.string(), '') }));

/**
 * A security group from its configuration item in either form and of any age. Throws ITEM_UNREADABLE naming the group and the
 * field. An item of a deleted group has no configuration, and so is refused: ask its status first.
 */
export function securityGroupFromItem(item: ConfigurationItem): SecurityGroup {
  const { resourceId: id, accountId, region, configuration } = item;
  if (configuration === null) {
    throw new Failure(
      'ITEM_UNREADABLE',
      `security group ${id}: configuration is missing (item status ${item.status})`,
      {
        ids: { resourceId: id },
      },
    );
  }
  const arn = item.arn ?? securityGroupArn(partitionOf(region), region, accountId, id);
  return securityGroupFromConfiguration(
    { id, arn, accountId, region, tags: tagsOf(item) },
    item.resourceName,
    configuration,
  );
}

function tagsOf({ tags, configuration }: ConfigurationItem): Record<string, string> {
  const listed = v.safeParse(ConfigurationTags, configuration?.['tags']);
  const fromConfiguration = listed.success ? listed.output.map(({ key, value }) => [key, value] as const) : [];
  return { ...Object.fromEntries(fromConfiguration), ...tags };
}
