import type { ResourceType } from '../contract/resource.ts';
import type { SweepCounts, SweepFinding, SweepPart, SweepUnread } from '../contract/sweep-report.ts';
import type { EnabledRule } from '../fast-path/settings.ts';
import type { Judgement } from './judge-resource.ts';

/** What is known of a place so far: counts, findings and what is unread; what is in order is counted and forgotten. */
export interface PlaceReport {
  readonly counts: SweepPart['counts'];
  readonly findings: SweepPart['findings'];
  readonly unread: SweepPart['unread'];
  /** A resource that cannot be read is unread to every rule of its type. */
  unreadResource(type: ResourceType, id: string, reason: string): void;
  /** A listing, or the whole place. */
  unreadOther(unread: SweepUnread): void;
  judged(type: ResourceType, id: string, judgements: readonly Judgement[]): void;
}

export function createPlaceReport(enabled: readonly EnabledRule[]): PlaceReport {
  const counts: Record<string, SweepCounts> = {};
  for (const { rule } of enabled) counts[rule.id] = { compliant: 0, exempt: 0, violating: 0, unread: 0 };
  const findings: SweepFinding[] = [];
  const unread: SweepUnread[] = [];
  const count = (rule: string, verdict: keyof SweepCounts): void => {
    const of = counts[rule];
    if (of !== undefined) of[verdict] += 1;
  };
  return {
    counts,
    findings,
    unread,
    unreadResource(type, id, reason) {
      unread.push({ type, id, reason });
      for (const { rule } of enabled) if (rule.resourceType === type) count(rule.id, 'unread');
    },
    unreadOther: (one) => void unread.push(one),
    judged(type, id, judgements) {
      for (const judgement of judgements) {
        count(judgement.rule, judgement.kind);
        if (judgement.kind === 'unread') unread.push({ type, id, rule: judgement.rule, reason: judgement.reason });
        else if (judgement.kind !== 'compliant') findings.push(judgement.finding);
      }
    },
  };
}
