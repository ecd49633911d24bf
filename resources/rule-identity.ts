import type { GroupRule, Source } from '../contract/resource.ts';
import { describeSource } from '../exposure/describe-rule.ts';

/** What tells one source from another; names, accounts and peerings only decorate it. */
export function sourceKey(source: Source): string {
  return `${source.kind} ${describeSource(source)}`;
}

/** What EC2 tells rules of a group apart by, and refuses as a duplicate: everything but the description. */
export function ruleKey(rule: GroupRule): string {
  return `${rule.direction} ${rule.protocol} ${rule.fromPort} ${rule.toPort} ${sourceKey(rule.source)}`;
}

/** The rules by that key; of two with the same the last. */
export function byRuleKey(rules: readonly GroupRule[]): Map<string, GroupRule> {
  return new Map(rules.map((rule) => [ruleKey(rule), rule]));
}

/** The canonical order of rules: ingress first, then by protocol, ports, source and description. */
export function compareRules(a: GroupRule, b: GroupRule): number {
  return (
    (a.direction === b.direction ? 0 : a.direction === 'ingress' ? -1 : 1) ||
    compareTexts(a.protocol, b.protocol) ||
    (a.fromPort ?? -1) - (b.fromPort ?? -1) ||
    (a.toPort ?? -1) - (b.toPort ?? -1) ||
    compareTexts(sourceKey(a.source), sourceKey(b.source)) ||
    compareTexts(a.description ?? '', b.description ?? '')
  );
}

/** By code unit, so that the order never depends on a locale. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
