import * as v from 'valibot';
import { Exemption } from '../contract/exemption.ts';
import type { ResourceIdentity } from '../contract/resource.ts';
import { dayMs } from './in-force.ts';

/** Followed by the id of a rule: at most 128 characters, as AWS allows a key. */
const keyPrefix = 'configmend:exempt:';
const form = /^until (?<expires>\S+) by (?<owner>.+?) because (?<reason>.+?)(?: ticket (?<ticket>\S+))?$/u;

/**
 * The exemption that a resource's own tag asks for: key `configmend:exempt:RULE`, value `until 2026-12-31 by OWNER because REASON
 * ticket TICKET`, the ticket as one likes. Undefined where there is none, where the value is not understood, and while it asks for more
 * than `maxDays` from now: a tag does not say when it was put there.
 */
export function tagExemption(
  { id, tags }: ResourceIdentity,
  ruleId: string,
  maxDays: number,
  now: Date,
): Exemption | undefined {
  const key = `${keyPrefix}${ruleId}`;
  const groups = Object.hasOwn(tags, key) ? form.exec(tags[key] ?? '')?.groups : undefined;
  if (groups === undefined) return undefined;
  const { expires, owner, reason, ticket } = groups;
  const parsed = v.safeParse(Exemption, {
    id: 'tag',
    rule: ruleId,
    resource: id,
    owner,
    reason,
    ...(ticket === undefined ? {} : { ticket }),
    created: now.toISOString().replace(/\.\d+/, ''),
    expires,
    createdBy: 'tag',
  });
  if (!parsed.success) return undefined;
  return Date.parse(parsed.output.expires) - now.getTime() <= maxDays * dayMs ? parsed.output : undefined;
}
