import { AwsError } from '../aws-error.ts';
import type { Group } from './group.ts';
import type { Ec2Region } from './region.ts';
import type { RuleSpec } from './rule.ts';

/**
 * Throws RulesPerSecurityGroupLimitExceeded if the group cannot hold exactly these rules. AWS counts by direction and by family:
 * a CIDR in its own, a group reference once in both, a prefix list as many times as its maximum of entries or its weight
 * (VPC user guide, "Amazon VPC quotas" and "AWS-managed prefix lists").
 */
export function checkQuota(region: Ec2Region, rules: Iterable<RuleSpec>): void {
  const counts = new Map<string, number>();
  for (const rule of rules) {
    for (const [family, size] of places(region, rule)) {
      const counted = `${rule.egress} ${family}`;
      counts.set(counted, (counts.get(counted) ?? 0) + size);
    }
  }
  if ([...counts.values()].some((count) => count > region.rulesPerGroup)) {
    throw new AwsError(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
}

/** The group's rules with some replaced or added; a rule in `replaced` is left out. */
export function* rulesWith(
  group: Group,
  added: readonly RuleSpec[],
  replaced: ReadonlySet<string> = new Set(),
): Generator<RuleSpec> {
  for (const rule of group.rules.values()) if (!replaced.has(rule.id)) yield rule;
  yield* added;
}

function places(region: Ec2Region, { source }: RuleSpec): [family: 'IPv4' | 'IPv6', size: number][] {
  switch (source.kind) {
    case 'ipv4':
      return [['IPv4', 1]];
    case 'ipv6':
      return [['IPv6', 1]];
    case 'group':
      return [
        ['IPv4', 1],
        ['IPv6', 1],
      ];
    case 'prefix-list': {
      const list = region.prefixLists.get(source.id);
      return list === undefined ? [] : [[list.family, list.weight]];
    }
  }
}
