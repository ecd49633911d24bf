import * as v from 'valibot';
import { isOfAllRegions, ResourceIdentity } from './resource.ts';
import { moment } from './moment.ts';

/**
 * Who made the latest call that left a resource in violation, as CloudTrail told of it: an S3 object of the ledger bucket, one per
 * resource, written anew by each such call. It is told to people, and nothing is decided by it.
 */
export const Sighting = v.strictObject({
  version: v.literal(1),
  resource: v.pick(ResourceIdentity, ['type', 'id', 'accountId', 'region']),
  /** Ids of the rules that it violated when it was read after the call. */
  rules: v.array(v.string()),
  /** ARN of the principal, or what else CloudTrail knows of him; absent where it names nobody. */
  actor: v.optional(v.string()),
  eventName: v.string(),
  eventId: v.string(),
  /** An IP address, or the AWS service that made the call. */
  sourceAddress: v.optional(v.string()),
  /** ISO 8601, of the call; CloudTrail gives whole seconds. */
  at: moment,
});
export type Sighting = v.InferOutput<typeof Sighting>;

/** What all their keys begin with. */
export const sightingsFolder = 'sightings/';

/**
 * `sightings/<account>/<region>/<type>/<id>.json`; the region is `global` for what an account has once: AWS Config judges it in another
 * region than the call was made in.
 */
export function sightingKey({ accountId, region, type, id }: SightedResource): string {
  const where = isOfAllRegions(type) ? 'global' : region;
  return `${sightingsFolder}${accountId}/${where}/${type}/${encodeURIComponent(id)}.json`;
}

/** `type` is AWS Config's name of it, of any kind. */
export interface SightedResource {
  readonly accountId: string;
  readonly region: string;
  readonly type: string;
  readonly id: string;
}
