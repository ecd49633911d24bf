import type { ResourceIdentity } from './resource.ts';

/** Names a resource among all accounts, regions and types. */
export function resourceKey({ accountId, region, type, id }: ResourceIdentity): string {
  return `${accountId}/${region}/${type}/${id}`;
}
