import { type Sighting, sightingKey } from '../contract/sighting.ts';
import type { ComplianceChange } from './announcement.ts';
import { ruleNamed } from './rule-words.ts';

/**
 * How long before a verdict the call may have been. AWS Config says no time; from the call to its item it takes seconds to minutes, and
 * from there to the verdict 34 to 39 seconds: half a minute to five minutes in all, as measured. This is three times that: what
 * comes later is told without a name, rather than with a wrong one.
 */
export const sightingWindowMs = 15 * 60_000;

/** Pure. Where the sighting of a verdict's resource is; null for a verdict that needs none. */
export function sightingKeyOf({ to, accountId, region, resourceType, resourceId }: ComplianceChange): string | null {
  if (to !== 'NON_COMPLIANT') return null;
  return sightingKey({ accountId, region, type: resourceType, id: resourceId });
}

/** Pure. Whether the call may be what the verdict is about: it left the same resource in violation of the same rule, not long before. */
export function isOfVerdict({ resource, rules, at }: Sighting, change: ComplianceChange): boolean {
  const { resourceType, resourceId, accountId } = change;
  if (resource.type !== resourceType || resource.id !== resourceId || resource.accountId !== accountId) return false;
  const rule = ruleNamed(change.rule);
  if (rule === undefined || !rules.includes(rule.id)) return false;
  const elapsed = Date.parse(change.at ?? '') - Date.parse(at);
  return elapsed >= 0 && elapsed <= sightingWindowMs;
}
