import type { Announcement, ComplianceChange, Telling } from './announcement.ts';

/** How many compliance changes of one event are told one by one; more are told as one list. */
export const burstLimit = 10;

/**
 * Pure. Where one event carries more than `limit` compliance changes they become one burst, in the place of the first
 * of them. Everything else keeps its own message: a mend carries its own undo.
 */
export function mergeBurst(announcements: readonly Announcement[], limit: number = burstLimit): Telling[] {
  const changes = announcements.filter((announcement): announcement is ComplianceChange => {
    return announcement.kind === 'compliance';
  });
  if (changes.length <= limit) return [...announcements];
  const merged: Telling[] = [];
  for (const announcement of announcements) {
    if (announcement.kind !== 'compliance') merged.push(announcement);
    else if (announcement === changes[0]) merged.push({ kind: 'compliance-burst', changes });
  }
  return merged;
}
