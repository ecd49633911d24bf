import type { ResourceIdentity } from '../contract/resource.ts';
import type { Sighting } from '../contract/sighting.ts';
import type { ApiCall } from './api-call.ts';

/** Pure. Who made the call upon which a resource was found to violate rules; `actor` is absent where it is not known whose call it was. */
export function sightingOf(
  { type, id, accountId, region }: ResourceIdentity,
  rules: readonly string[],
  { eventName, eventId, sourceAddress, at }: ApiCall,
  actor: string | undefined,
): Sighting {
  return {
    version: 1,
    resource: { type, id, accountId, region },
    rules: [...rules],
    ...(actor === undefined ? {} : { actor }),
    eventName,
    eventId,
    ...(sourceAddress === undefined ? {} : { sourceAddress }),
    at,
  };
}
