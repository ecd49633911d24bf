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
  const taken = new Map<string, number>();
  for (const place of present.flatMap(places)) taken.set(place, (taken.get(place) ?? 0) + 1);
  return {
    take(rules) {
      const after = new Map(taken);
      for (const place of rules.flatMap(places)) {
        const count = (after.get(place) ?? 0) + 1;
        if (count > rulesPerGroup) return false;
        after.set(place, count);
      }
      for (const [place, count] of after) taken.set(place, count);
      return true;
    },
  };
}

function places({ direction, source }: GroupRule): string[] {
  if (source.kind === 'ipv4' || source.kind === 'ipv6') return [`${direction} ${source.kind}`];
  return [`${direction} ipv4`, `${direction} ipv6`];
}
