import type { GroupRule } from '../contract/resource.ts';

export interface RuleQuota {
  /** Takes a place for each of the rules if there is one for all of them; else takes none and says false. */
  take(rules: readonly GroupRule[]): boolean;
}

/**
 * The room that a group has left under "Inbound or outbound rules per security group", which AWS counts by direction and by
 * family (VPC user guide, "Amazon VPC quotas"). A CIDR takes a place in its own family, a reference to a group or a prefix list
 * one in both. A prefix list really takes as many as its maximum of entries, or its weight ("Security group size"), which a
 * security group does not tell: where there is one, EC2 may still refuse to authorise, and then nothing has been revoked yet.
 */
export function ruleQuota(present: readonly GroupRule[], rulesPerGroup: number): RuleQuota {
  const taken = placesTaken(present);
  return {
    take(rules) {
      const after = placesTaken(rules, taken);
      for (const [place, count] of after) if (count > rulesPerGroup && count > (taken.get(place) ?? 0)) return false;
      for (const [place, count] of after) taken.set(place, count);
      return true;
    },
  };
}

/** How many places the rules take, by `IPv4 ingress` and the like, on top of those that are taken. */
export function placesTaken(
  rules: readonly GroupRule[],
  taken: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const counts = new Map(taken);
  for (const place of rules.flatMap(places)) counts.set(place, (counts.get(place) ?? 0) + 1);
  return counts;
}

function places({ direction, source }: GroupRule): string[] {
  const [ipv4, ipv6] = [`IPv4 ${direction}`, `IPv6 ${direction}`];
  if (source.kind === 'ipv4') return [ipv4];
  return source.kind === 'ipv6' ? [ipv6] : [ipv4, ipv6];
}
