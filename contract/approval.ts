import * as v from 'valibot';
import { ResourceIdentity } from './resource.ts';
import { moment } from './moment.ts';

const line = v.pipe(v.string(), v.regex(/^[^\p{Cc}\s][^\p{Cc}]{0,199}$/u, 'must be one line of 1 to 200 characters'));
const port = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(65_535)), null);

/**
 * Says that a change of a security group may be made: a JSON object `<group id>/<anything>.json` in a bucket of another account
 * than the group's, so that nobody who can make the change can approve it.
 */
export const Approval = v.strictObject({
  version: v.literal(1),
  groupId: v.string(),
  accountId: ResourceIdentity.entries.accountId,
  region: ResourceIdentity.entries.region,
  /** The most that may be added, or that a rule may be changed into. */
  change: v.strictObject({
    direction: v.picklist(['ingress', 'egress']),
    /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol's number, or `-1` for all. */
    protocol: v.pipe(v.string(), v.regex(/^(tcp|udp|icmp|icmpv6|-1|\d{1,3})$/, 'must be a protocol')),
    /** Null or absent: all of them. For icmp they are type and code. */
    fromPort: port,
    toPort: port,
    /** A CIDR, `pl-…` or `sg-…`. */
    source: v.pipe(
      v.string(),
      v.regex(/^((pl|sg)-[0-9a-f]{8,17}|[0-9a-fA-F.:]+\/\d{1,3})$/, 'must be a CIDR, pl-… or sg-…'),
    ),
  }),
  /** Who approved, by ARN or name. The one who makes the change does not count. */
  approvedBy: line,
  ticket: line,
  /** It covers what is done before. */
  expires: moment,
  /** It covers what is done from then on; unless given, anything until it expires, also what was done before it was written. */
  from: v.optional(moment),
});
export type Approval = v.InferOutput<typeof Approval>;
