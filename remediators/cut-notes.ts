import type { Source } from '../contract/resource.ts';
import { describeSource } from '../exposure/describe-rule.ts';
import { holdsPrivateAddresses } from '../exposure/private-addresses.ts';
import type { RuleCut } from './rule-cut.ts';

/** What people should know of the cuts together, a sentence each. */
export function notesOnCuts(groupId: string, cuts: readonly RuleCut[]): string[] {
  return [...notesOnUnwanted(groupId, cuts), ...noteOnPrivate(cuts)];
}

function notesOnUnwanted(groupId: string, cuts: readonly RuleCut[]): string[] {
  const counts = new Map<string, number>();
  for (const { unwanted } of cuts) if (unwanted !== null) counts.set(unwanted, (counts.get(unwanted) ?? 0) + 1);
  return Array.from(
    counts,
    ([reason, count]) =>
      `${count === 1 ? '1 rule is' : `${count} rules are`} revoked whole, because ${reason}: ` +
      `whatever still uses ${groupId} loses the traffic that it has by this alone.`,
  );
}

/**
 * Of egress only: AWS gives every new group a rule to everywhere (VPC user guide, "Security group rules"), and by it instances
 * also reach the databases of their own VPC.
 */
function noteOnPrivate(cuts: readonly RuleCut[]): string[] {
  const sources = new Map<string, Source>();
  for (const { rule, unwanted } of cuts) {
    if (rule.direction !== 'egress' || unwanted !== null || !holdsPrivateAddresses(rule.source)) continue;
    sources.set(describeSource(rule.source), rule.source);
  }
  if (sources.size === 0) return [];
  return [
    `Private addresses are in ${[...sources.keys()].sort().join(' and ')} as well: what is cut out is closed towards them too, ` +
      'unless another rule opens it.',
  ];
}
