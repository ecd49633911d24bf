import type { Resource, ResourceOf, ResourceType } from './resource.ts';

export function isOfType<T extends ResourceType>(resource: Resource, type: T): resource is ResourceOf<T> {
  return resource.type === type;
}
