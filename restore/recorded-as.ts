import { Failure } from '../contract/failure.ts';
import { isOfType } from '../contract/is-of-type.ts';
import type { Resource, ResourceOf, ResourceType } from '../contract/resource.ts';

/** The resource as one of the kind that the action to restore is about. Throws RESTORE_REFUSED for one of another kind. */
export function recordedAs<T extends ResourceType>(type: T, resource: Resource): ResourceOf<T> {
  if (isOfType(resource, type)) return resource;
  throw new Failure('RESTORE_REFUSED', `${resource.id} is a ${resource.type}, and the action is about a ${type}`);
}
