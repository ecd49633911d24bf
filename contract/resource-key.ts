import { isOfAllRegions, type ResourceIdentity } from './resource.ts';

/** Names a resource among all accounts, regions and types, as one of its regions tells of it. */
export function resourceKey({ accountId, region, type, id }: ResourceIdentity): string {
  return `${accountId}/${region}/${type}/${id}`;
}

/**
 * Names what a mend changes: what an account has once is one and the same whichever region tells of it, and has `global` for a region.
 * Not for messages: which of their regions are ours is still to be asked.
 */
export function mendedKey(resource: ResourceIdentity): string {
  return resourceKey(isOfAllRegions(resource.type) ? { ...resource, region: 'global' } : resource);
}
