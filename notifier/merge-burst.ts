import type { DeadLetterNotice, GraceNotice, OutcomeNotice } from '../contract/notice.ts';
import type { About } from './about.ts';
import type { Announcement, ComplianceChange, Telling } from './announcement.ts';

/** How many announcements of a kind are told one by one; more are told as one list. */
export const burstLimit = 10;

/** Lines of one list whose every line counts; a list of compliance changes may be longer, and is cut. */
export const mostInBurst = 100;

/** An announcement, what it is about, and whatever else goes with it. */
export interface Item {
  readonly announcement: Announcement;
  readonly about: About | null;
}

/** One message, and the items that it tells, in their order. */
export interface Merged<T extends Item> {
  readonly telling: Telling;
  readonly items: readonly T[];
}

interface Group<T extends Item> {
  readonly key: string;
  readonly first: number;
  readonly items: { readonly at: number; readonly item: T }[];
}

/**
 * Pure. Announcements of a kind become one list where there are more than `limit`, in the place of the first. Alike are verdicts,
 * outcomes of one sort, failures of one rule, beginnings of grace, and dead letters of one reason; critical ones and others are
 * never in one list, so that none drowns. What is rare or needs a decision is always told by itself. The items of one resource stay
 * in their order: one joins a list only if nothing else about its resource comes between.
 */
export function mergeBursts<T extends Item>(items: readonly T[], limit: number = burstLimit): Merged<T>[] {
  const open = new Map<string, Group<T>>();
  const groups: Group<T>[] = [];
  const placed = new Map<string, { readonly at: number; readonly group: Group<T> | null }[]>();
  for (const [at, item] of items.entries()) {
    const key = keyOf(item);
    const before = item.about === null ? [] : (placed.get(item.about.resource) ?? []);
    const held = key === null ? undefined : open.get(key);
    const joins =
      held !== undefined &&
      held.items.length < (item.announcement.kind === 'compliance' ? Number.POSITIVE_INFINITY : mostInBurst) &&
      before.every((earlier) => earlier.at < held.first || earlier.group === held);
    const group = key === null ? null : joins ? held : { key, first: at, items: [] };
    if (group !== null && group !== held) {
      groups.push(group);
      open.set(group.key, group);
    }
    group?.items.push({ at, item });
    if (item.about !== null) placed.set(item.about.resource, [...before, { at, group }]);
  }

  const bursts = groups.filter((group) => group.items.length > limit);
  const inBurst = new Map(bursts.flatMap((group) => group.items.map(({ at }) => [at, group] as const)));
  return items.flatMap((item, at): Merged<T>[] => {
    const group = inBurst.get(at);
    if (group === undefined) return [{ telling: item.announcement, items: [item] }];
    return group.first === at ? [{ telling: burstOf(group), items: group.items.map((one) => one.item) }] : [];
  });
}

/** null: always told by itself. */
function keyOf({ announcement, about }: Item): string | null {
  const severity = about?.severity === 'critical' ? 'critical' : 'other';
  switch (announcement.kind) {
    case 'compliance':
      return `compliance ${severity}`;
    case 'notice':
      break;
    case 'alarm':
    case 'unreadable':
      return null;
  }
  const { notice } = announcement;
  switch (notice.kind) {
    case 'outcome':
      return ['outcome', notice.outcome, severity, failedBy(notice) ?? ''].join(' ');
    case 'grace':
      return `grace ${severity}`;
    case 'dead-letter':
      return `dead-letter ${notice.failure.code}`;
    case 'breaker-tripped':
    case 'tug-of-war':
    case 'exemption-expiring':
    case 'exemptions-unreadable':
    case 'restored':
    case 'digest':
      return null;
  }
}

/** One rule that is broken makes many failures, which are one thing to look at. */
function failedBy({ outcome, rules }: OutcomeNotice): string | null {
  return outcome === 'failed' || outcome === 'partly-mended' ? rules.join(', ') : null;
}

function burstOf<T extends Item>(group: Group<T>): Telling {
  const announcements = group.items.map(({ item }) => item.announcement);
  const changes = announcements.filter((one): one is ComplianceChange => one.kind === 'compliance');
  if (changes.length > 0) return { kind: 'compliance-burst', changes };
  const notices = announcements.flatMap((one) => (one.kind === 'notice' ? one.notice : []));
  const outcomes = notices.filter((one): one is OutcomeNotice => one.kind === 'outcome');
  const [first] = outcomes;
  if (first !== undefined) {
    return { kind: 'outcome-burst', outcome: first.outcome, rule: failedBy(first), notices: outcomes };
  }
  const letters = notices.filter((one): one is DeadLetterNotice => one.kind === 'dead-letter');
  const [letter] = letters;
  if (letter !== undefined) return { kind: 'dead-letter-burst', code: letter.failure.code, notices: letters };
  return { kind: 'grace-burst', notices: notices.filter((one): one is GraceNotice => one.kind === 'grace') };
}
